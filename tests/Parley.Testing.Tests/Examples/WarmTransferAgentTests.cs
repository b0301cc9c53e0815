using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Samples.WarmTransfer;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Telephony;

namespace Parley.Testing.Tests.Examples;

/// <summary>The sample WarmTransfer: a caller is handed on to somebody who knows what it is about, or is told that nobody is there.</summary>
public sealed class WarmTransferAgentTests
{
    private const string Person = "+15551230001";
    private const string Busy = "+15551230003";

    [Fact]
    public async Task Caller_WithAQuestion_SpecialistIsBriefedAndTakesOver()
    {
        var call = await CallInAsync(Person);

        Assert.Equal("The caller is with them now.", Assert.Single(call.Events.OfType<FunctionCallEnded>()).Result);
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("Jordan wants to understand a bill", StringComparison.Ordinal));
        Assert.Single(call.Events.OfType<DialoutAnswered>());
    }

    [Fact]
    public async Task Caller_SpecialistIsBusy_IsToldAndSentOff()
    {
        var call = await CallInAsync(Busy);

        Assert.Equal("They did not answer. The caller is back with you.", call.Events.OfType<FunctionCallEnded>().First().Result);
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("call you back", StringComparison.Ordinal));
        Assert.Empty(call.Events.OfType<DialoutAnswered>());
    }

    private static async Task<CallRecord> CallInAsync(string billing)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n =>
        {
            n.Services.AddSingleton<IChatClient>(new ScriptedModel(Answer));
            n.Services.AddSingleton(new Specialists(new Dictionary<string, string> { ["billing"] = billing }));
            n.AddAgent<WarmTransferAgent>("reception");
            n.Set("Parley:Numbers:0:Agent", "reception");
        });
        var caller = PersonaFile.Parse(
            """
            name: caller
            steps:
              - listen: 10s
              - pause: 300ms
              - say: This is Jordan. I do not understand my bill.
              - listen: 40s
              - pause: 20s
              - hangUp
            """);

        var call = await network.RunAsync(new CallPlan { Agent = "reception", Persona = caller, Direction = CallDirection.Incoming }, TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
        return call;
    }

    private static IEnumerable<AIContent> Answer(IReadOnlyList<ChatMessage> messages) => messages.Any(message => message.Role == ChatRole.Tool)
        ? [ScriptedModel.Say("I am sorry, nobody is free. Somebody will call you back. Goodbye."), ScriptedModel.Call("end_call")]
        : [ScriptedModel.Call("transfer_call", ("target", "billing"), ("briefing", "Jordan wants to understand a bill."))];
}
