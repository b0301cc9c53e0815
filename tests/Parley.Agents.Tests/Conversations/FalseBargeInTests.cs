using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class FalseBargeInTests
{
    private const string Long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";

    [Theory]
    [InlineData(null, 0.3)]
    [InlineData("", 0.3)]
    [InlineData("", 3.0)]
    [InlineData("Uh-huh.", 0.5)]
    [InlineData("Mhm, okay.", 0.6)]
    public void Nothing_IntoTheBotsTurn_IsForgottenAndNotASampleIsLost(string? words, double seconds)
    {
        using var call = new FakeCall();
        if (words is not null)
        {
            call.Builder.UseSpeechToText(new FakeRecogniser(words)).UseChatClient(new FakeChat());
        }

        call.Start();
        var said = call.Conversation.SayAndWaitAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(seconds);
        var before = call.HeardOf(Long);
        call.Waits(0.2);
        Assert.Equal(before, call.HeardOf(Long)); // Silent until it is known.
        call.Waits(2);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
        Assert.True(call.Stage.Settle(said));
        Assert.Equal([typeof(BotStartedSpeaking), typeof(BotPaused), typeof(BotResumed), typeof(BotStoppedSpeaking)], [.. Bot(call)]);
        Assert.Contains($"bot: {Long}", call.Transcript);
    }

    [Fact]
    public void Cough_OverTheBot_ItGoesOnAThirdOfASecondAfterIt()
    {
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser(""));
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.3);
        var coughed = call.Heard.Count;
        call.Waits(1);

        var resumed = call.Heard.FindIndex(coughed, sample => sample != 0);
        Assert.InRange((resumed - coughed) / 8000.0, 0.28, 0.34);
    }

    [Fact]
    public void Guess_ThatIsNoBackchannel_InterruptsWithoutWaitingForTheEnd()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        var chat = new FakeChat([Long + ". And", " more."]) { Thinking = new() };
        call.Builder.UseSpeechToText(recogniser).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        recogniser.Hears("Count.");
        recogniser.Finishes();
        call.Waits(0.8);
        call.Speaks(0.3);
        recogniser.Guesses("ye");
        Assert.False(call.Has<BotInterrupted>());

        recogniser.Guesses("Yes, but");

        Assert.True(call.Has<BotInterrupted>());
        Assert.Equal((0, 0), (chat.Running, call.Voice.Running));
        Assert.False(call.Has<BotResumed>());
    }

    [Fact]
    public void Yes_WhenTheBotIsAllButDone_IsAnAnswer()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["Very well."]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Yes.")).UseChatClient(chat);
        call.Start();
        call.Conversation.SayAsync("Do you want a table for two tonight?", TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.5);
        call.Waits(1.5);

        Assert.Equal("bot: Very well.", call.Transcript[^1]);
    }

    [Fact]
    public void Cough_WhileTheModelThinks_DoesNotCostTheAnswer()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["", "Here it is."]) { Thinking = new() };
        call.Builder.UseSpeechToText(new FakeRecogniser("A table, please.", "")).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(0.7);

        call.Speaks(0.3);
        chat.Thinking.SetResult();
        call.Waits(0.2);
        Assert.Equal(0, call.HeardOf("Here it is."));
        call.Waits(1);

        Assert.Equal(["user: A table, please.", "user: ", "bot: Here it is."], call.Transcript);
        Assert.False(call.Has<BotPaused>());
    }

    [Fact]
    public void Words_ThatAreLongInComing_InterruptEvenAfterTheBotWentOn()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseSpeechToText(recogniser).UseChatClient(new FakeChat(["I stop."]));
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.5);
        call.Waits(2.2);
        Assert.False(call.Has<BotResumed>());
        call.Waits(0.2);
        Assert.True(call.Has<BotResumed>());
        recogniser.Hears("Stop it.");
        recogniser.Finishes();
        call.Waits(1);

        Assert.True(call.Has<BotInterrupted>());
        Assert.Equal("bot: I stop.", call.Transcript[^1]);
    }

    [Fact]
    public void Coughs_InARow_AreForgottenTogether()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseSpeechToText(recogniser);
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.3);
        call.Waits(0.4);
        recogniser.Finishes();
        call.Waits(0.1);
        call.Speaks(0.3);
        var heard = call.HeardOf(Long);
        call.Waits(0.4);
        Assert.Equal(heard, call.HeardOf(Long));
        recogniser.Finishes();
        call.Waits(2);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
        Assert.Equal(2, call.Events.OfType<BotResumed>().Count());
    }

    [Fact]
    public void VoiceThatIsAlwaysSure_OverTheBot_InterruptsAtOnce()
    {
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("")).UseTurns(new() { Start = [new StartByVoice { IsAlwaysSure = true }] });
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.2);

        Assert.True(call.Has<BotInterrupted>());
    }

    private static IEnumerable<Type> Bot(FakeCall call) =>
        call.Events.Where(occurred => occurred is BotStartedSpeaking or BotPaused or BotResumed or BotStoppedSpeaking or BotInterrupted).Select(occurred => occurred.GetType());
}
