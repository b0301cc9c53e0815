using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;
using Parley.Audio.Codecs;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>The connection to a model breaks, or cannot be had.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void Drop_InTheMiddleOfAnAnswer_GoesOnOverAnotherConnection()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "When do you open?");
        model.Session.Begins("r1", "At nine. And on", 0.4);
        call.Waits(0.1);

        model.Session.Drop();
        call.Waits(0.1);

        Assert.Equal(2, model.Sessions.Count);
        Assert.Equal(
            [
                new SpeechToSpeechCommand.AddMessage(ChatRole.Assistant, "Hello."),
                new SpeechToSpeechCommand.AddMessage(ChatRole.User, "When do you open?"),
                new SpeechToSpeechCommand.AddMessage(ChatRole.Assistant, "At nine. And on"),
                new SpeechToSpeechCommand.CreateResponse(),
            ],
            model.Session.Commands);
        Assert.True(model.Sessions[0].IsDisposed);
        model.Session.Answers("r2", "Mondays at ten.", 0.2);
        call.Waits(1);
        Assert.Equal((0.2 + 0.4 + 0.2) * 8000, call.Played(), 0.1); // What had come was played to its end.
        Assert.Equal("bot: Mondays at ten.", call.Transcript[^1]);
        Assert.False(call.Conversation.Completion.IsCompleted);
    }

    [Fact]
    public void Drop_BeforeTheFirstSound_AsksAgain()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "When do you open?");

        model.Session.Drop();
        call.Waits(0.1);
        model.Session.Answers("r1", "At nine.", 0.3);
        call.Waits(0.5);

        Assert.Equal([null], model.Session.Asked);
        Assert.Equal("bot: At nine.", call.Transcript[^1]);
    }

    [Fact]
    public void Drop_WhileTheCallerSpeaks_LosesNoSound()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted());
        call.Speaks(1);

        model.Connecting = new();
        model.Session.Drop();
        call.Speaks(0.4);
        model.Connecting.SetResult();
        call.Speaks(0.1);

        Assert.Equal(1.5 * 8000, model.Session.Heard.Count(code => code != G711.MuLawSilence), 0.1);
    }

    [Fact]
    public void Drop_WhileAFunctionRuns_OtherConnectionGetsItsResultOnce()
    {
        var model = new FakeModel();
        var wait = new TaskCompletionSource<string>();
        using var call = ModelCall.Begun(model, builder => builder.UseTools(AIFunctionFactory.Create(() => wait.Task, "search")));
        call.Asks(model, "Do you have it?");
        model.Session.Calls("r1", "search", """{"a":1}""");
        call.Waits(0.1);

        model.Session.Drop();
        call.Waits(0.1);
        wait.SetResult("Yes.");
        call.Waits(0.1);

        Assert.Equal(
            [
                new SpeechToSpeechCommand.AddFunctionCall("call-r1", "search", """{"a":1}"""),
                new SpeechToSpeechCommand.AddFunctionOutput("call-r1", "Yes."),
                new SpeechToSpeechCommand.CreateResponse(),
            ],
            model.Session.Commands[^3..]);
    }

    [Fact]
    public void Drop_ASecondTime_EndsTheCallAndSaysWhy()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        model.Session.Drop();
        call.Waits(0.1);

        model.Session.Drop(message: "The line is cut again.");
        call.Waits(0.1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.Equal("The speech-to-speech model cannot be used: The line is cut again.", Assert.Single(call.Events.OfType<ConversationEnded>()).Reason);
        Assert.Equal(["speech-to-speech", "speech-to-speech"], call.Events.OfType<ConversationError>().Select(error => error.Source));
        Assert.All(model.Sessions, session => Assert.True(session.IsDisposed));
    }

    [Fact]
    public void Drop_ForGood_EndsTheCall()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        model.Session.Drop(mayReconnect: false, "The credit is used up.");
        call.Waits(0.1);

        Assert.Single(model.Sessions);
        Assert.EndsWith("The credit is used up.", Assert.Single(call.Events.OfType<ConversationEnded>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Refused_EndsTheCallAndSaysWhy()
    {
        var model = new FakeModel { Failure = new InvalidOperationException("The key is wrong.") };
        using var call = ModelCall.Create(model);

        call.Start();
        call.Waits(0.1);

        Assert.Equal("The speech-to-speech model cannot be used: The key is wrong.", Assert.Single(call.Events.OfType<ConversationEnded>()).Reason);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Empty(call.Transport.Lines);
    }

    [Fact]
    public void Response_Failed_IsReportedAndTheCallGoesOn()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "When do you open?");

        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Failed, "Too many at a time."), new SpeechToSpeechEvent.Failed("Odd."));
        call.Waits(0.1);
        call.Asks(model, "Hello?", "u2");
        model.Session.Answers("r2", "Yes.", 0.2);
        call.Waits(0.5);

        Assert.Equal(["Too many at a time.", "Odd."], call.Events.OfType<ConversationError>().Select(error => error.Message).Order().Reverse());
        Assert.Equal("bot: Yes.", call.Transcript[^1]);
    }
}
