using Parley.Agents;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests.Examples;

/// <summary>How an agent is tested. docs/guides/testing-agents.md quotes these.</summary>
public sealed class OutboundAgentTests : IAsyncDisposable
{
    private readonly PhoneNetwork _network = PhoneNetwork.CreateVirtual(seed: 7, n => n.AddAgent<OutboundAgent>("outbound"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task Person_SaysYes_HearsGoodbye()
    {
        var call = await _network.RunAsync("outbound", ShippedPersonas.Get("person"), Cancellation);

        Assert.Equal(CallEnding.Completed, call.Outcome?.Ending);
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("Goodbye", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Voicemail_HasItsMessageAfterTheBeep()
    {
        var call = await _network.RunAsync("outbound", ShippedPersonas.Get("voicemail"), Cancellation);

        var beep = call.FarEnd.First(e => e.Kind is SimulatedCallEventKind.Played).At;
        var spoke = call.Events.OfType<BotStartedSpeaking>().First().Timestamp;
        Assert.True(spoke > beep, $"It spoke at {call.After(spoke)}, the beep began at {call.After(beep)}.");
    }

    [Fact]
    public async Task Person_OfOwnMaking_OverABadLine_IsStillUnderstood()
    {
        var persona = PersonaFile.Parse(
            """
            name: hesitant
            rings: 1s..3s
            steps:
              - pause: 2s
              - say: Hello?
              - listen: 10s
              - say: No, I cannot come.
              - listen: 10s
            """);
        var wifi = LinkSchedule.Always(new LinkProfile { Loss = 0.02, Jitter = TimeSpan.FromMilliseconds(10) });

        var call = await _network.RunAsync(new CallPlan { Agent = "outbound", Persona = persona, Network = new LinkPlan(wifi, wifi) }, Cancellation);

        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("another time", StringComparison.Ordinal));
    }

    [Fact]
    public Task Operator_StopsTheSessionWhileItRings_NobodyIsLeftRinging() =>
        _network.RunAsync(
            async network =>
            {
                var call = network.Start(new CallPlan { Agent = "outbound", Persona = ShippedPersonas.Get("no-answer") });
                await call.WaitForAsync(SimulatedCallEventKind.Ringing);
                await call.StopAsync();

                var record = await call.Completion;
                Assert.Equal(CallEnding.Cancelled, record.Outcome?.Ending);
                Assert.Contains(record.Sip, message => message.StartLine.StartsWith("CANCEL ", StringComparison.Ordinal));
            },
            Cancellation);
}
