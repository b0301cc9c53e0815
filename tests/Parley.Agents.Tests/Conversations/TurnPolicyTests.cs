using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class TurnPolicyTests
{
    private const string Long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";

    [Fact]
    public void MinimumWords_Fewer_TheBotTalksOnAndNothingIsAnswered()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseTurns(new() { Start = [new StartByWords(3)] }).UseSpeechToText(recogniser).UseChatClient(new FakeChat());
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Speaks(0.5);
        recogniser.Hears("Well then.");
        call.Waits(0.7);
        recogniser.Finishes();
        call.Waits(1);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
        Assert.False(call.Has<UserStartedSpeaking>());
        Assert.False(call.Has<BotPaused>());
        Assert.Empty(call.Events.OfType<ConversationError>());
    }

    [Fact]
    public void MinimumWords_ReachedAfterTheSoundIsOver_InterruptAndAreAnswered()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        var chat = new FakeChat(["Gladly."]);
        call.Builder.UseTurns(new() { Start = [new StartByWords(3)] }).UseSpeechToText(recogniser).UseChatClient(chat);
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);
        call.Speaks(0.5);
        call.Waits(0.7);

        recogniser.Hears("Wait a moment.");
        Assert.True(call.Has<BotInterrupted>());
        recogniser.Finishes();
        call.Waits(1);

        Assert.Equal("bot: Gladly.", call.Transcript[^1]);
        Assert.Equal(
            [typeof(UserStartedSpeaking), typeof(UserStoppedSpeaking)],
            call.Events.Where(occurred => occurred is UserStartedSpeaking or UserStoppedSpeaking).Select(occurred => occurred.GetType()));
    }

    [Fact]
    public void KeyToTalk_DecidesBothEnds()
    {
        using var call = new FakeCall();
        var recogniser = new FakeRecogniser("", "Both sentences.");
        var chat = new FakeChat(["I see."]);
        call.Builder.UseTurns(new() { Start = [new StartOnDemand()], Stop = [new StopOnDemand()] }).UseSpeechToText(recogniser).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(6);
        Assert.False(call.Has<UserStartedSpeaking>());

        call.Conversation.StartUserTurn();
        call.Waits(0.2);
        call.Speaks(0.5);
        call.Waits(2);
        call.Speaks(0.5);
        Assert.Empty(chat.Asked);
        call.Conversation.StopUserTurn();
        call.Waits(1);

        Assert.Equal(["user: Both sentences."], Assert.Single(chat.Asked));
        Assert.Equal(0.4 + 0.2 + 0.5 + 2 + 0.5, recogniser.Heard[^1].TotalSeconds, 0.05);
    }

    [Fact]
    public void KeyToTalk_NeverReleased_EndsAfterTheLongestSilence()
    {
        using var call = new FakeCall();
        call.Builder.UseTurns(new() { Start = [new StartOnDemand()], Stop = [new StopOnDemand()] }).UseSpeechToText(new FakeRecogniser("Hello."));
        call.Start();

        call.Conversation.StartUserTurn();
        call.Waits(4.9);
        Assert.False(call.Has<UserStoppedSpeaking>());
        call.Waits(0.2);

        Assert.True(call.Has<UserStoppedSpeaking>());
    }

    [Fact]
    public void FinalWords_StopByTranscript_EndTheTurnBeforeTheSilenceWould()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseTurns(new() { Stop = [new StopByTranscript(), new StopBySilence(TimeSpan.FromSeconds(1))] }).UseSpeechToText(recogniser);
        call.Start();
        call.Speaks(0.5);
        recogniser.Guesses("Good");
        call.Waits(0.3);
        Assert.False(call.Has<UserStoppedSpeaking>());

        recogniser.Hears("Good day.");
        call.Waits(0.02);

        Assert.True(call.Has<UserStoppedSpeaking>());
    }

    [Fact]
    public void OwnPolicy_OfAFewLines_Decides()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseTurns(new() { Start = [new MagicWord()] }).UseSpeechToText(recogniser);
        call.Start();
        call.Speaks(0.5);
        recogniser.Guesses("Hello there");
        Assert.False(call.Has<UserStartedSpeaking>());

        recogniser.Guesses("Hello there Parley");

        Assert.True(call.Has<UserStartedSpeaking>());
    }

    private sealed class MagicWord : ITurnStart
    {
        public TurnStart Judge(in TurnMoment moment) => moment.Words.Contains("Parley", StringComparison.Ordinal) ? TurnStart.Yes : TurnStart.No;
    }
}
