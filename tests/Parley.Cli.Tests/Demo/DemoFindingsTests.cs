using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Cli.Demo;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;

namespace Parley.Cli.Tests.Demo;

public sealed class DemoFindingsTests
{
    private readonly CallTimeline _call = new("call", "+15551230001");

    [Fact]
    public void OfBusy_Busy_IsAsScripted()
    {
        _call.Take(new DialoutError("a") { Message = "486 Busy Here" }, TimeSpan.Zero);

        Assert.Empty(DemoFindings.OfBusy(_call, new JsonObject { ["sipStatus"] = 486 }).Faults);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(null)]
    public void OfBusy_SomethingElse_IsNot(int? status)
    {
        _call.Take(new DialoutError("a"), TimeSpan.Zero);

        Assert.Equal(["it was not busy"], DemoFindings.OfBusy(_call, new JsonObject { ["sipStatus"] = status }).Faults);
    }

    [Fact]
    public void OfVoicemail_NothingHappened_NamesEveryFault() =>
        Assert.Equal(
            ["it was not answered", "it was not taken for a voicemail", "the agent left no message", "the machine has not kept a message"],
            DemoFindings.OfVoicemail(_call, null, seen: null).Faults);

    [Theory]
    [InlineData(true, "the answer was not understood")]
    [InlineData(false, null)] // a real model may say what it likes
    public void OfPerson_OtherWordsThanScripted_CountOnlyWhereThereIsAScript(bool isScripted, string? fault)
    {
        _call.Take(new AnswerDetected("a", AnsweredBy.Human, 1, "short greeting"), TimeSpan.Zero);
        _call.Take(new UserTranscript("a", "Hello?", IsFinal: true), TimeSpan.Zero);
        _call.Take(new BotTranscript("a", "Until then. Goodbye!", IsInterrupted: false), TimeSpan.Zero);

        var faults = DemoFindings.OfPerson(
            _call, new JsonObject { ["stage"] = "answered" }, seen: null, new LineBook(new BabbleTextToSpeech(), new()), isScripted).Faults;

        Assert.Equal(fault is null ? ["it heard another callee"] : ["it heard another callee", fault], faults);
    }
}
