using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Simulation.Voices;

namespace Parley.Testing.Tests.Truth;

/// <summary>A server that is stopped with calls on it ends them, and says so.</summary>
public sealed class ServerStopTests
{
    [Fact]
    public async Task DisposeAsync_Ringing_CancelsAndTells()
    {
        var (call, terminal) = await StopAsync<DialoutConnected>("rings: forever");

        Assert.Equal((DialoutStage.Ringing, HangUpParty.Host, 487), (terminal.Outcome!.Stage, terminal.Outcome.EndedBy, terminal.Outcome.SipStatus));
        Assert.DoesNotContain(call.Events, e => e is ParticipantJoined);
    }

    [Fact]
    public async Task DisposeAsync_Talking_HangsUpAndTells()
    {
        var (call, terminal) = await StopAsync<DialoutAnswered>("steps:\n  - pause: 5m");

        Assert.Equal((DialoutStage.Answered, HangUpParty.Host, 200), (terminal.Outcome!.Stage, terminal.Outcome.EndedBy, terminal.Outcome.SipStatus));
        Assert.Contains(call.Events, e => e is ParticipantLeft);
    }

    private static async Task<(PhoneCall Call, DialoutStopped Terminal)> StopAsync<TEvent>(string farEnd)
        where TEvent : AgentEvent
    {
        var network = PhoneNetwork.CreateVirtual(seed: 3, n =>
        {
            n.PersonaVoice = new BabbleTextToSpeech();
            n.Services.AddSingleton<ITextToSpeech>(new BabbleTextToSpeech());
            n.AddAgent<TableAgent>("table");
        });
        var call = await network.RunAsync(
            async network =>
            {
                var body = new JsonObject { ["do"] = $"{Doing.Nothing}", ["at"] = 0 };
                var call = network.Start(new CallPlan { Agent = "table", Persona = PersonaFile.Parse(farEnd), Body = body });
                await call.WaitForAsync<TEvent>();
                await Task.Delay(TimeSpan.FromSeconds(1), network.Time, CancellationToken.None);
                return call;
            },
            TestContext.Current.CancellationToken);
        await network.DisposeAsync();
        var terminal = Assert.Single(call.Events, e => e is DialoutStopped or DialoutError);
        return (call, Assert.IsType<DialoutStopped>(terminal));
    }
}
