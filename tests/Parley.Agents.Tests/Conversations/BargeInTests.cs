using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class BargeInTests
{
    private const string Long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen";

    [Fact]
    public void Speech_OverTheBot_SilencesItWithinTheTickAfterItsDetection()
    {
        using var call = new FakeCall();
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);
        var before = call.Heard.Count;

        // The default start is 0.2 s of speech: ten ticks, of which the tenth detects.
        call.Speaks(0.4);

        var heard = call.Heard[before..];
        Assert.All(heard[..(10 * 160)], sample => Assert.Equal(FakeVoice.Sample(Long), sample));
        Assert.All(heard[(10 * 160)..], sample => Assert.Equal(0, sample));
        Assert.True(call.Has<BotInterrupted>());
    }

    [Fact]
    public void Speech_ShorterThanTheStart_DoesNotInterrupt()
    {
        using var call = new FakeCall();
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.18);
        call.Waits(1);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
        Assert.False(call.Has<BotInterrupted>());
    }

    [Fact]
    public void Speech_InterruptionsNotAllowed_DoesNotInterrupt()
    {
        using var call = new FakeCall();
        call.Builder.WithOptions(new() { AllowInterruptions = false });
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(1);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
    }

    [Fact]
    public void Transcript_Interrupted_HoldsTheWordsThatWerePlayed()
    {
        using var call = new FakeCall();
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.12);

        call.Speaks(1);

        var spoken = Assert.Single(call.Events.OfType<BotTranscript>());
        Assert.True(spoken.IsInterrupted);
        var played = call.HeardOf(Long) / FakeVoice.SamplesPerCharacter;
        Assert.StartsWith(spoken.Text, Long[..played], StringComparison.Ordinal);
        Assert.InRange(spoken.Text.Length, played - 9, played);
    }

    [Fact]
    public void History_Interrupted_HoldsOnlyWhatWasSaid()
    {
        using var call = new FakeCall();
        var chat = new FakeChat([Long], ["Yes?"]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Count.", "Stop!")).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(0.8);

        call.Speaks(0.5);
        call.Waits(1);

        var spoken = call.Events.OfType<BotTranscript>().First(line => line.IsInterrupted).Text;
        Assert.NotEmpty(spoken);
        Assert.Equal(["user: Count.", $"assistant: {spoken}", "user: Stop!"], chat.Asked[1]);
    }

    [Fact]
    public void Speech_OverTheBot_DropsWhatWaits()
    {
        using var call = new FakeCall();
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        var second = call.Conversation.SayAndWaitAsync("And another thing.", TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.5);
        call.Waits(2);

        Assert.False(call.Stage.Settle(second));
        Assert.Equal(0, call.HeardOf("And another thing."));
    }

    [Fact]
    public void Speech_OverTheBot_CancelsModelAndVoice()
    {
        using var call = new FakeCall();
        var chat = new FakeChat([Long + ". And", " more."]) { Thinking = new() };
        call.Builder.UseSpeechToText(new FakeRecogniser("Count.", "Stop!")).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(0.8);
        Assert.Equal(1, chat.Running);

        call.Speaks(0.3);
        call.Waits(0.3);

        Assert.Equal((0, 0), (chat.Running, call.Voice.Running));
    }

    [Fact]
    public void Voice_IgnoresItsCancellation_IsNotHeardAllTheSame()
    {
        var stubborn = new TaskCompletionSource();
        using var call = new FakeCall { Voice = new() { Stubborn = stubborn } };
        call.Builder.UseTextToSpeech(call.Voice);
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);
        var heard = call.HeardOf(Long);
        Assert.NotEqual(0, heard);

        call.Speaks(0.5);
        stubborn.SetResult();
        call.Waits(1);

        Assert.Equal(heard, call.HeardOf(Long));
    }

    [Fact]
    public void Speech_BeforePreparedWordsAreHeard_DelaysThemOnly()
    {
        using var call = new FakeCall();
        call.Start();
        call.Speaks(0.5);

        call.Conversation.SayAsync("Good day to you.", TestContext.Current.CancellationToken);
        call.Speaks(0.5);
        Assert.Equal(0, call.HeardOf("Good day to you."));
        call.Waits(1.5);

        Assert.Equal(["bot: Good day to you."], call.Transcript);
    }

    [Fact]
    public void Speech_WhileTheModelThinks_IsAnsweredTogether()
    {
        using var call = new FakeCall();
        var thinking = new TaskCompletionSource();
        var chat = new FakeChat(["", "First."], ["Both."]) { Thinking = thinking };
        call.Builder.UseSpeechToText(new FakeRecogniser("I want", "a table.")).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(0.7);
        Assert.Equal(1, chat.Running);

        call.Speaks(0.5);
        call.Waits(1.5);

        Assert.Equal(["user: I want", "user: a table.", "bot: Both."], call.Transcript);
        Assert.Equal(["user: I want", "user: a table."], chat.Asked[1]);
    }
}
