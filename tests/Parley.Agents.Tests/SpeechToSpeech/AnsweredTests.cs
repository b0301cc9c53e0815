using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>Who answered decides what a model that speaks by itself may say.</summary>
public sealed class AnsweredTests
{
    private const string Greeting = "Hello, this is the clinic.";
    private const string Message = "Please call the clinic back.";

    [Fact]
    public void BeforeTheVerdict_NothingIsSaid()
    {
        var model = new FakeModel();
        using var call = Answered(new(), model, new());

        model.Session.Hears("u1", "Hello?");
        call.Waits(2);

        Assert.Empty(model.Session.Asked);
        Assert.Equal(0, call.Played());
    }

    [Fact]
    public void Human_NothingPrepared_TheirGreetingIsAnsweredOnce()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new());
        model.Session.Hears("u1", "Hello?");
        call.Waits(0.4);

        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(0.2);
        model.Session.Answers("r1", "Good day.", 0.2);
        call.Waits(1);

        Assert.Equal(
            [new SpeechToSpeechCommand.AddMessage(ChatRole.System, "A person is on the line."), new SpeechToSpeechCommand.CreateResponse()],
            model.Session.Commands);
        Assert.Equal(["Hello?"], answers.Words);
        Assert.Equal(["user: Hello?", "bot: Good day."], call.Transcript);
    }

    [Fact]
    public void Human_StillSpeaking_IsAnsweredOnceTheyHaveFinished()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new());
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted());
        call.Speaks(0.5);

        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(0.2);
        Assert.Empty(model.Session.Asked);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStopped("u1"));
        call.Waits(0.1);

        Assert.Single(model.Session.Asked);
    }

    [Fact]
    public void Human_GreetingPrepared_IsHeardWithTheVerdictAndTheirsIsNotAnsweredTwice()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new(), new() { Greeting = Greeting });
        call.Waits(0.1);
        model.Session.Answers("r0", Greeting, 0.3); // Made ahead of time.
        model.Session.Hears("u1", "Hello?");
        call.Waits(0.5);
        Assert.Equal(0, call.Played());

        answers.Tell(Verdict(AnsweredBy.Human));
        call.Waits(0.1);
        Assert.NotEqual(0, call.Played());
        call.Waits(1);

        Assert.Single(model.Session.Asked);
        Assert.Equal(["user: Hello?", $"bot: {Greeting}"], call.Transcript);
    }

    [Fact]
    public void Machine_MessageIsSaidByTheModelWhenItRecordsAndTheCallEnds()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Machine));
        call.Waits(0.1);
        Assert.EndsWith(Message, Assert.Single(model.Session.Asked), StringComparison.Ordinal);
        model.Session.Answers("r1", Message, 0.5);
        call.Speaks(2);
        Assert.Equal(0, call.Played());

        answers.Tell(new BeepHeard(FakeCall.Leg, 1000), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);

        Assert.Equal(0.5 * 8000, call.Played());
        Assert.Equal([$"bot: {Message}"], call.Transcript);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_WithAVoice_MessageIsSaidByThat()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new() { VoicemailMessage = Message }, hasVoice: true);

        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(1);

        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Empty(model.Session.Asked);
    }

    [Fact]
    public void Machine_BeepsIntoTheMessage_ModelSaysItAgain()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new() { VoicemailMessage = Message });
        answers.Tell(Verdict(AnsweredBy.Machine), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);
        model.Session.Answers("r1", Message, 1);
        call.Waits(0.3);

        answers.Tell(new BeepHeard(FakeCall.Leg, 1000), new LeaveMessageNow(FakeCall.Leg));
        call.Waits(0.1);
        model.Session.Answers("r2", Message, 1);
        call.Waits(2);

        Assert.Equal("item-r1", Assert.Single(model.Session.Of<SpeechToSpeechCommand.TruncateItem>()).ItemId);
        Assert.Equal($"bot: {Message}", call.Transcript[^1]);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Machine_IsAPersonAfterAll_ModelBegins()
    {
        var (model, answers) = (new FakeModel(), new FakeAnswers());
        using var call = Answered(answers, model, new());
        answers.Tell(Verdict(AnsweredBy.Machine));
        call.Speaks(1);
        Assert.Empty(model.Session.Asked);

        answers.Tell(new AnswerRevised(FakeCall.Leg, AnsweredBy.Human, 0.9, "speaks"));
        call.Waits(0.1);

        Assert.Equal([null], model.Session.Asked);
    }

    private static AnswerDetected Verdict(AnsweredBy who) => new(FakeCall.Leg, who, 0.9, "test");

    private static FakeCall Answered(FakeAnswers answers, FakeModel model, AnsweringOptions options, ConversationOptions? conversation = null, bool hasVoice = false)
    {
        var call = ModelCall.Create(model, conversation, hasVoice);
        call.Builder.UseAnswerListener(options, _ => answers);
        call.Start();
        return call;
    }
}
