using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class AnsweringTests
{
    private const string Greeting = "Hello, this is the clinic calling.";
    private const string Message = "Please call the clinic back.";

    [Fact]
    public void CalleeFirst_PreparedWords_WaitForTheEndOfTheirGreeting()
    {
        using var call = new FakeCall();
        var chat = new FakeChat();
        call.Builder.WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = Greeting })
            .UseSpeechToText(new FakeRecogniser("Hello?")).UseChatClient(chat);
        call.Start();
        call.Waits(2);
        call.Speaks(0.5);
        call.Waits(0.5);
        Assert.Equal(0, call.HeardOf(Greeting));

        call.Waits(1);

        Assert.Equal(["user: Hello?", $"bot: {Greeting}"], call.Transcript);
        Assert.Empty(chat.Asked);
    }

    [Fact]
    public void CalleeFirst_NothingPrepared_ModelAnswersTheirGreeting()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["Good day."]);
        call.Builder.WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee }).UseSpeechToText(new FakeRecogniser("Hello?")).UseChatClient(chat);
        call.Start();

        call.Speaks(0.5);
        call.Waits(1.5);

        Assert.Equal(["user: Hello?", "bot: Good day."], call.Transcript);
    }

    [Fact]
    public void CalleeFirst_SaysNothing_BotSpeaksAfterAll()
    {
        using var call = new FakeCall();
        call.Builder.WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, FirstSpeechTimeout = TimeSpan.FromSeconds(3), Greeting = Greeting });
        call.Start();

        call.Waits(2.9);
        Assert.Equal(0, call.HeardOf(Greeting));
        call.Waits(1);

        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
    }

    [Fact]
    public void Human_Detected_HeldWordsAreHeardInTheNextTick()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new());
        call.Speaks(0.5);
        call.Waits(0.4);
        Assert.Equal(0, call.HeardOf(Greeting));

        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(0.04);

        Assert.Equal(160, call.HeardOf(Greeting));
    }

    [Fact]
    public void Human_Detected_TheirGreetingIsNotAnsweredTwice()
    {
        var answers = new FakeAnswers();
        var chat = new FakeChat();
        using var call = Answered(answers, new(), builder => builder.UseSpeechToText(new FakeRecogniser("Hello?")).UseChatClient(chat));
        call.Speaks(0.5);
        call.Waits(0.4);

        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(1);

        Assert.Equal(["user: Hello?", $"bot: {Greeting}"], call.Transcript);
        Assert.Empty(chat.Asked);
    }

    [Fact]
    public void Machine_Detected_MessageIsSaidWhenItRecordsAndTheCallEnds()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        call.Speaks(4);
        answers.Tell(Verdict(AnsweredBy.Machine));
        call.Speaks(4);
        call.Waits(1);
        Assert.All(call.Heard, sample => Assert.Equal(0, sample));

        answers.Tell(new BeepHeard(FakeCall.Leg, 1000), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);

        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Equal(0, call.HeardOf(Greeting));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_BeepsIntoTheMessage_MessageIsSaidAgainFromItsFirstWord()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.2);
        var before = call.HeardOf(Message);

        answers.Tell(new BeepHeard(FakeCall.Leg, 1000), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);

        Assert.NotEqual(0, before);
        Assert.InRange(call.HeardOf(Message) - before, Message.Length * FakeVoice.SamplesPerCharacter, Message.Length * FakeVoice.SamplesPerCharacter + 160);
    }

    [Fact]
    public void Machine_NoMessage_IsHungUpOnWhenItRecords()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new());
        answers.Tell(Verdict(AnsweredBy.Machine));
        call.Waits(1);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);

        answers.Tell(new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.All(call.Heard, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Human_RevisedToMachine_BotFallsSilentAndLeavesTheMessage()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        call.Speaks(0.5);
        call.Waits(0.4);
        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(0.1);
        var heard = call.HeardOf(Greeting);
        Assert.InRange(heard, 1, Greeting.Length * FakeVoice.SamplesPerCharacter - 1);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Machine, 0.9, "talks on"));
        call.Speaks(2);
        // The tick that brought the verdict had taken its samples before.
        Assert.Equal(heard + 160, call.HeardOf(Greeting));
        answers.Tell(new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);

        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_RevisedToHuman_IsGreeted()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Human, 0.9, "waits for an answer"));
        call.Waits(1);

        Assert.Equal($"bot: {Greeting}", call.Transcript[^1]);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Theory]
    [InlineData(AnsweredBy.Fax)]
    [InlineData(AnsweredBy.Busy)]
    [InlineData(AnsweredBy.Intercept)]
    public void NobodyToTalkTo_Detected_HangsUpWithoutAWord(AnsweredBy who)
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });

        answers.Tell(Verdict(who));
        call.Waits(0.1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.All(call.Heard, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void BusyTone_FromSomebodyWhoPressesKeys_IsNotHungUpOn()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        call.Transport.Raise(new DtmfReceived(FakeCall.Leg, "1"));
        call.Waits(0.1);

        answers.Tell(Verdict(AnsweredBy.Busy));
        call.Waits(1);

        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Ringback_ForLongerThanPatience_HangsUp()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { Patience = TimeSpan.FromSeconds(10) });
        answers.Tell(Verdict(AnsweredBy.Ringback));

        call.Waits(9.9);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
        call.Waits(0.2);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Say_WhileAMachineIsOnTheLine_IsNotSaid()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Machine));
        call.Waits(0.1);

        Assert.False(call.Stage.Settle(call.Conversation.SayAndWaitAsync("Are you there?", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void BuiltInDetector_NobodySpeaks_TellsSoAndTheBotSpeaks()
    {
        using var call = new FakeCall();
        call.Builder.WithOptions(new() { Greeting = Greeting }).UseAnswerDetection(new() { VoicemailMessage = Message });
        call.Start();

        call.Waits(8);

        Assert.Equal(AnsweredBy.Silence, Assert.Single(call.Events.OfType<AnswerDetected>()).AnsweredBy);
        Assert.Equal($"bot: {Greeting}", call.Transcript[0]);
    }

    [Fact]
    public void BuiltInDetector_LongTalkThenABeep_LeavesTheMessageAfterIt()
    {
        using var call = new FakeCall();
        call.Builder.WithOptions(new() { Greeting = Greeting }).UseAnswerDetection(new() { VoicemailMessage = Message });
        call.Start();
        call.Waits(0.5);

        call.Sounds(Talk(seconds: 7));
        call.Waits(0.5);
        call.Sounds(Tone(seconds: 0.4));
        Assert.Equal(0, call.HeardOf(Message));
        call.Waits(1.5);

        Assert.Equal(AnsweredBy.Machine, Assert.Single(call.Events.OfType<AnswerDetected>()).AnsweredBy);
        Assert.InRange(Assert.Single(call.Events.OfType<BeepHeard>()).Frequency, 980, 1020);
        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    /// <summary>Noise in the rhythm of syllables.</summary>
    private static short[] Talk(double seconds)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, (int)(seconds * 8000)).Select(i =>
            (short)(8000 * Math.Abs(Math.Sin(Math.PI * 4 * i / 8000)) * (random.NextDouble() * 2 - 1)))];
    }

    private static short[] Tone(double seconds) =>
        [.. Enumerable.Range(0, (int)(seconds * 8000)).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * 1000 * i / 8000)))];

    private static AnswerDetected Verdict(AnsweredBy who) => new(FakeCall.Leg, who, 0.9, "the test says so");

    private static FakeCall Answered(FakeAnswers answers, AnsweringOptions options, Action<ConversationBuilder>? configure = null)
    {
        var call = new FakeCall();
        call.Builder.WithOptions(new() { Greeting = Greeting }).UseAnswerListener(options, _ => answers);
        configure?.Invoke(call.Builder);
        call.Start();
        return call;
    }
}
