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
    public void MinimumWords_MutteringWithoutEnd_DoesNotInterrupt()
    {
        using var call = new FakeCall();
        call.Builder.UseTurns(new() { Start = [new StartByWords(3)] }).UseSpeechToText(new FakeLiveRecogniser(call))
            .UseSimpleVoiceActivity(new() { MaxTurn = TimeSpan.FromSeconds(0.8) });
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);

        call.Speaks(1.2);

        Assert.InRange(call.HeardOf(Long), 1.1 * 8000, 1.2 * 8000);
        Assert.False(call.Has<UserStartedSpeaking>());
    }

    [Fact]
    public void PolicyThatListens_IsGivenTheTurnsSoundUpToWhatItAskedFor()
    {
        using var call = new FakeCall();
        var policy = new Listener();
        call.Builder.UseTurns(new() { Stop = [policy] });
        call.Start();
        call.Waits(2);

        call.Speaks(0.5);
        call.Waits(0.3);
        Assert.Equal(0.4 + 0.3 + 0.3, policy.Heard.TotalSeconds, 0.03); // With the lookback, in which the start lies.
        Assert.False(call.Has<UserStoppedSpeaking>());
        call.Speaks(2);
        call.Waits(0.3);

        Assert.Equal(1.5, policy.Heard.TotalSeconds);
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

    /// <summary>Ends a turn of which it heard its fill, 0.3 s into a pause.</summary>
    private sealed class Listener : ITurnStop
    {
        public TimeSpan Listens => TimeSpan.FromSeconds(1.5);

        public TimeSpan Heard { get; private set; }

        public bool IsOver(in TurnMoment moment)
        {
            Heard = TimeSpan.FromSeconds((double)moment.Sound!.ToArray().Length / moment.Sound.SampleRate);
            return moment.HasPausedFor(TimeSpan.FromMilliseconds(300)) && Heard >= Listens;
        }
    }

    private sealed class MagicWord : ITurnStart
    {
        public TurnStart Judge(in TurnMoment moment) => moment.Words.Contains("Parley", StringComparison.Ordinal) ? TurnStart.Yes : TurnStart.No;
    }
}
