using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class MuteTests
{
    private const string Long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";

    [Fact]
    public void FirstSpeech_SpokenInto_IsPlayedToItsEndAndNothingWasHeard()
    {
        using var call = new FakeCall();
        var recogniser = new FakeRecogniser("Hello?", "Stop!");
        call.Builder.UseTurns(new() { Mute = [new MuteFirstSpeech()] }).UseSpeechToText(recogniser).UseChatClient(new FakeChat([Long], ["Yes?"]));
        call.Start();
        call.Conversation.SayAsync(Long, TestContext.Current.CancellationToken);
        call.Waits(0.1);
        call.Speaks(1);
        call.Waits(1);

        Assert.Equal(Long.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Long));
        Assert.Equal(0, recogniser.Running);
        Assert.Equal([$"bot: {Long}"], call.Transcript);
        Assert.Equal(
            [typeof(UserMuteStarted), typeof(UserMuteStopped)],
            call.Events.Where(occurred => occurred is UserMuteStarted or UserMuteStopped).Select(occurred => occurred.GetType()));

        call.Speaks(0.5);
        call.Waits(1);
        call.Speaks(0.5);
        call.Waits(1);

        Assert.True(call.Has<BotInterrupted>()); // Its second speech is like any other.
    }

    [Fact]
    public void UntilFirstTurn_SpeechBefore_IsNotHeard()
    {
        using var call = new FakeCall();
        call.Builder.UseTurns(new() { Mute = [new MuteUntilFirstTurn()] }).UseSpeechToText(new FakeRecogniser("Now.")).UseChatClient(new FakeChat(["Yes."]));
        call.Start();
        call.Speaks(0.5);
        call.Conversation.SayAsync("Good day.", TestContext.Current.CancellationToken);
        call.Waits(1);
        Assert.False(call.Has<UserStartedSpeaking>());

        call.Speaks(0.5);
        call.Waits(1);

        Assert.Equal(["bot: Good day.", "user: Now.", "bot: Yes."], call.Transcript);
    }

    [Fact]
    public void WhileAgentSpeaks_TurnUnderWay_IsForgotten()
    {
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseTurns(new() { Start = [new StartByWords(5)], Mute = [new MuteWhileAgentSpeaks()] }).UseSpeechToText(recogniser);
        call.Start();
        call.Conversation.SayAsync("Good day.", TestContext.Current.CancellationToken);
        call.Speaks(1);
        recogniser.Hears("All of this is heard.");

        Assert.Equal(["bot: Good day.", "user: All of this is heard."], call.Transcript);
        Assert.True(call.Has<UserMuteStopped>());
    }

    [Fact]
    public void DuringTools_SpeechIsNotHeardAndTheToolGoesOn()
    {
        using var call = new FakeCall();
        var work = new TaskCompletionSource();
        var chat = new SlowToolChat(work.Task);
        call.Builder.UseTurns(new() { Mute = [new MuteDuringTools()] }).UseSpeechToText(new FakeRecogniser("Book it.", "Hello?")).UseChatClient(chat);
        call.Start();
        call.Speaks(0.5);
        call.Waits(1);
        Assert.True(call.Has<UserMuteStarted>());

        call.Speaks(0.5);
        call.Waits(1);
        work.SetResult();
        call.Waits(1);

        Assert.Equal(["user: Book it.", "bot: One moment Booked."], call.Transcript);
        Assert.True(call.Has<UserMuteStopped>());
    }
}
