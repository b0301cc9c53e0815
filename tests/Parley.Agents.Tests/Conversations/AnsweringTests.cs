using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class AnsweringTests
{
    private const string Greeting = "Hello, this is the clinic calling.";
    private const string Message = "Please call the clinic back.";
    private const string LongMessage = "Please call the clinic back, on any day between nine in the morning and five in the afternoon, at the number that you know.";

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
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true });
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

        answers.Tell(Verdict(who) with { IsFinal = true });
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

        answers.Tell(Verdict(AnsweredBy.Busy) with { IsFinal = true });
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

    [Theory]
    [InlineData(AnsweredBy.Machine)]
    [InlineData(AnsweredBy.Intercept)]
    public void ProvisionalVerdict_NoMessage_EndsTheCallOnlyWhenItStandsAndNobodySpeaks(AnsweredBy who)
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new());
        answers.Tell(Verdict(who), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(5);
        call.Speaks(1);
        call.Waits(6);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.All(call.Heard, sample => Assert.Equal(0, sample));

        call.Waits(0.7);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void ProvisionalVerdict_Revised_TakesTheEndBack()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new());
        answers.Tell(Verdict(AnsweredBy.Intercept));
        call.Waits(5);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Human, 0.9, "waits for an answer"));
        call.Waits(5);

        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_SomebodyPicksUpDuringTheMessage_IsGreeted()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true }, new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);

        call.Speaks(0.8);
        var heard = call.HeardOf(LongMessage);
        call.Waits(2);

        Assert.InRange(heard, 1, (0.4 * 8000) + 160);
        Assert.Equal(heard, call.HeardOf(LongMessage));
        Assert.Equal(AnsweredBy.Human, Assert.Single(call.Events.OfType<AnswerRevised>()).AnsweredBy);
        Assert.Equal($"bot: {Greeting}", call.Transcript[^1]);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Theory]
    [InlineData(0.24)]
    [InlineData(4)]
    public void Machine_NoiseOrTalkIntoTheMessage_MessageIsSaidAgainFromItsFirstWord(double seconds)
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true }, new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);
        call.Speaks(seconds);
        var before = call.HeardOf(LongMessage);

        call.Waits(3);

        Assert.Equal(LongMessage.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(LongMessage) - before);
        Assert.Empty(call.Events.OfType<AnswerRevised>());
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_TalksIntoTheMessageForLongerThanATurn_IsNoPerson()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true }, new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);

        call.Speaks(21);
        call.Waits(5);

        Assert.Empty(call.Events.OfType<AnswerRevised>());
        Assert.InRange(call.HeardOf(LongMessage), LongMessage.Length * FakeVoice.SamplesPerCharacter, int.MaxValue);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_LineIsNeverQuiet_MessageIsLeftAndTheCallEnds()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true }, new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);

        call.Speaks(60);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_ClicksIntoTheMessageAgainAndAgain_MessageIsLeftAndTheCallEnds()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true }, new LeaveMessageNow(FakeCall.Leg));
        for (var i = 0; i < 20; i++)
        {
            call.Waits(0.9);
            call.Speaks(0.24);
        }

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_BeepsAgainAndAgain_MessageIsLeftAndTheCallEnds()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine) with { IsFinal = true });
        for (var i = 0; i < 20; i++)
        {
            answers.Tell(new BeepHeard(FakeCall.Leg, 1000), new LeaveMessageNow(FakeCall.Leg));
            call.Waits(1);
        }

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Intercept_RevisedToMachine_MessageIsLeft()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Intercept));
        call.Speaks(1);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Machine, 0.9, "the words of a recording"), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(2);

        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Person_PicksUpAsTheMessageEnds_IsNotHungUpOn()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = Message }, builder => builder.WithOptions(new() { Greeting = Greeting, HangUpTail = TimeSpan.FromSeconds(2) }));
        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);
        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Human, 0.9, "waits for an answer"));
        call.Waits(3);

        Assert.Equal($"bot: {Greeting}", call.Transcript[^1]);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_PersonWhoPickedUpIsFoundOutTwice_IsToldOnce()
    {
        var answers = new FakeAnswers();
        using var call = Answered(answers, new() { VoicemailMessage = LongMessage });
        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);
        call.Speaks(0.8);
        call.Waits(2);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Human, 0.99, "waits for an answer"));
        call.Waits(1);

        Assert.Single(call.Events.OfType<AnswerRevised>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Question_ModelNeverAnswers_CallEndsAndItsLineIsGivenBack(bool breaksWhenStopped)
    {
        var answers = new FakeAnswers { Question = "you have reached" };
        var model = new Cancelling(breaksWhenStopped);
        using var call = Answered(answers, new() { TieBreaker = new(model) });
        call.Waits(0.1);

        call.Stop();

        Assert.True(model.WasCancelled);
        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Empty(call.Transport.Lines);
    }

    [Fact]
    public void Verdict_OfAScreener_IsToldToTheModelThatAnswersIt()
    {
        var answers = new FakeAnswers();
        var chat = new FakeChat(["It is the clinic."]);
        using var call = Answered(answers, new(), builder => builder.WithOptions(new()).UseSpeechToText(new FakeRecogniser("Who is calling?")).UseChatClient(chat));
        call.Speaks(2);
        answers.Tell(Verdict(AnsweredBy.Screening));
        call.Waits(2);

        Assert.Contains(Assert.Single(chat.Asked), line => line.StartsWith("system: A call screener", StringComparison.Ordinal));
        Assert.Equal("bot: It is the clinic.", call.Transcript[^1]);
        Assert.Equal("Who is calling?", answers.Words[^1]);
    }

    [Theory]
    [InlineData(" Human.", AnsweredBy.Human)]
    [InlineData("screening", AnsweredBy.Screening)]
    public void Question_ModelAnswers_OpinionReachesTheDetector(string reply, AnsweredBy who)
    {
        var answers = new FakeAnswers { Question = "you have reached" };
        var model = new OneWord(reply);
        using var call = Answered(answers, new() { TieBreaker = new(model) });
        call.Waits(0.1);

        Assert.Equal(who, Assert.Single(answers.Opinions).Verdict);
        Assert.Equal("you have reached", model.Asked);
    }

    [Theory]
    [InlineData("I cannot tell")]
    [InlineData(null)]
    public void Question_ModelDoesNotKnowOrFails_CallGoesOn(string? reply)
    {
        var answers = new FakeAnswers { Question = "you have reached" };
        using var call = Answered(answers, new() { TieBreaker = new(new OneWord(reply)) });
        call.Waits(0.1);
        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(1);

        Assert.All(answers.Opinions, opinion => Assert.Equal(AnsweredBy.Unknown, opinion.Verdict));
        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
    }

    [Fact]
    public void Echo_OfTheBotsOwnVoice_IsNoTurnAndNoGreeting()
    {
        var answers = new FakeAnswers();
        var voice = Sounding(seconds: 4);
        using var call = new FakeCall();
        call.Builder.UseTextToSpeech(new FakeVoice { Sound = voice }).WithOptions(new() { Greeting = Greeting }).UseAnswerListener(new(), _ => answers);
        call.Start();
        answers.Tell(Verdict(AnsweredBy.Human));

        call.Echoes(seconds: 6, delay: 0.1, gain: 0.3);

        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
        Assert.False(call.Has<UserStartedSpeaking>());
        Assert.InRange(answers.Frames.Count(frame => frame.Any(sample => Math.Abs((int)sample) > 300)), 0, 8);
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

    /// <summary>A voice of sorts: vowels of changing pitch and loudness.</summary>
    private static short[] Sounding(double seconds) =>
        [.. Enumerable.Range(0, (int)(seconds * 8000)).Select(i => (i, Pitch: 100 + (i / 1200 * 37 % 60))).Select(at =>
            (short)(3000 * (1 + (at.i / 1200 % 3)) * Enumerable.Range(1, 8).Sum(k => Math.Sin(2 * Math.PI * at.Pitch * k * at.i / 8000) / (k + 1)) / 2))];

    private static AnswerDetected Verdict(AnsweredBy who) => new(FakeCall.Leg, who, 0.9, "the test says so");

    private static FakeCall Answered(FakeAnswers answers, AnsweringOptions options, Action<ConversationBuilder>? configure = null)
    {
        var call = new FakeCall();
        call.Builder.WithOptions(new() { Greeting = Greeting }).UseAnswerListener(options, _ => answers);
        configure?.Invoke(call.Builder);
        call.Start();
        return call;
    }

    /// <summary>A chat model that says one thing, or fails.</summary>
    private sealed class OneWord(string? reply) : IChatClient
    {
        public string? Asked { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked = messages.Last().Text;
            return reply is null ? throw new HttpRequestException("no model") : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply)));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>A chat model that never answers, and lets itself be stopped.</summary>
    private sealed class Cancelling(bool breaks) : IChatClient
    {
        public bool WasCancelled { get; private set; }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var never = new TaskCompletionSource<ChatResponse>();
            using var registration = cancellationToken.Register(() =>
            {
                WasCancelled = true;
                never.TrySetCanceled(cancellationToken);
                if (breaks)
                {
                    throw new InvalidOperationException("a bug of the model's");
                }
            });
            return await never.Task;
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
