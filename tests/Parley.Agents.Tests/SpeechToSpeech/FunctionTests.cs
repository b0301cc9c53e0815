using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>Functions that a model which speaks by itself calls: run as those of a chat model are.</summary>
public sealed class FunctionTests
{
    [Fact]
    public void Call_IsRunAndAnsweredWithItsResult()
    {
        var model = new FakeModel();
        using var call = Asking(model, builder => builder.UseTools(AIFunctionFactory.Create((string day) => $"Nine on {day}.", "opening_hours")));

        model.Session.Calls("r1", "opening_hours", """{"day":"Monday"}""");
        call.Waits(0.1);

        Assert.Equal(
            [new SpeechToSpeechCommand.AddFunctionOutput("call-r1", "Nine on Monday."), new SpeechToSpeechCommand.CreateResponse()],
            model.Session.Commands[^2..]);
        var ended = Assert.Single(call.Events.OfType<FunctionCallEnded>());
        Assert.Equal(("call-r1", FunctionCallEnding.Completed, "Nine on Monday."), (ended.CallId, ended.Ending, ended.Result));
    }

    [Fact]
    public void Call_OfAResponseThatWasCancelled_IsNotRun()
    {
        var model = new FakeModel();
        var runs = 0;
        using var call = Asking(model, builder => builder.UseTools(AIFunctionFactory.Create(() => ++runs, "book")));

        model.Session.Tell(
            new SpeechToSpeechEvent.ResponseStarted("r1"),
            new SpeechToSpeechEvent.FunctionCalled("r1", "call-r1", "book", "{}"),
            new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Cancelled));
        call.Waits(0.1);

        Assert.Equal(0, runs);
        Assert.Empty(model.Session.Of<SpeechToSpeechCommand.AddFunctionOutput>());
    }

    [Fact]
    public void Call_OfAnAnswerThatTheCallerSpokeInto_IsToldNotToHaveBegun()
    {
        var model = new FakeModel();
        var runs = 0;
        using var call = Asking(model, builder => builder.UseTools(AIFunctionFactory.Create(() => ++runs, "book")));
        model.Session.Begins("r1", "Let me see.", 1);
        call.Waits(0.3);

        model.Session.Tell(
            new SpeechToSpeechEvent.SpeechStarted(),
            new SpeechToSpeechEvent.FunctionCalled("r1", "call-r1", "book", "{}"),
            new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed)); // The cancellation came too late.
        call.Waits(0.1);

        Assert.Equal(0, runs);
        Assert.StartsWith("Not begun", Assert.Single(model.Session.Of<SpeechToSpeechCommand.AddFunctionOutput>()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Speech_WhileItRuns_CancelsItOrNotAsItsPolicySays()
    {
        var model = new FakeModel();
        var wait = new TaskCompletionSource<string>();
        using var call = Asking(model, builder => builder
            .UseTools(AIFunctionFactory.Create(Forever, "search"))
            .UseTools(new ToolOptions { OnBargeIn = ToolOnBargeIn.KeepGoing }, AIFunctionFactory.Create(() => wait.Task, "book")));
        model.Session.Calls("r1", "search");
        call.Waits(0.1);

        model.Session.Hears("u2", "Book it, rather.");
        call.Waits(0.1);
        model.Session.Calls("r2", "book");
        call.Waits(0.1);
        model.Session.Hears("u3", "Are you there?");
        call.Waits(0.1);
        wait.SetResult("Booked.");
        call.Waits(0.1);

        var ended = call.Events.OfType<FunctionCallEnded>().ToArray();
        Assert.Equal([("search", FunctionCallEnding.Cancelled), ("book", FunctionCallEnding.Completed)], ended.Select(e => (e.Name, e.Ending)));

        static async Task<string> Forever(CancellationToken cancellationToken)
        {
            await new TaskCompletionSource().Task.UntilAsync(cancellationToken);
            return "";
        }
    }

    [Fact]
    public void Call_WithBrokenArguments_IsAnErrorForTheModel()
    {
        var model = new FakeModel();
        using var call = Asking(model, builder => builder.UseTools(AIFunctionFactory.Create((string day) => day, "opening_hours")));

        model.Session.Calls("r1", "opening_hours", "{\"day\":");
        call.Waits(0.1);

        Assert.StartsWith("Error:", Assert.Single(model.Session.Of<SpeechToSpeechCommand.AddFunctionOutput>()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EndCall_WithAGoodbye_HangsUpAfterItsLastSample()
    {
        var model = new FakeModel();
        using var call = Asking(model, builder => builder.AllowHangUp());

        model.Session.Calls("r1", "end_call", """{"goodbye":"Goodbye then."}""");
        call.Waits(0.1);
        Assert.EndsWith("Goodbye then.", model.Session.Asked.Last(), StringComparison.Ordinal);
        model.Session.Answers("r2", "Goodbye then.", 0.4);
        call.Waits(0.3);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted()); // Not to be interrupted.
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
        call.Waits(0.5);

        Assert.Equal((0.2 + 0.4) * 8000, call.Played(), 0.1);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void EndCall_AfterItsOwnWords_HangsUpBehindThem()
    {
        var model = new FakeModel();
        using var call = Asking(model, builder => builder.AllowHangUp());

        model.Session.Begins("r1", "Goodbye.", 0.4);
        model.Session.Tell(
            new SpeechToSpeechEvent.FunctionCalled("r1", "c1", "end_call", "{}"), new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(0.2);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
        call.Waits(0.6);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.Equal((0.2 + 0.4) * 8000, call.Played(), 0.1);
    }

    private static FakeCall Asking(FakeModel model, Action<ConversationBuilder> configure)
    {
        var call = ModelCall.Begun(model, configure);
        call.Asks(model, "Can you help?");
        return call;
    }
}
