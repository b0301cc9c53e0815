using System.Net;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Simulation.Voices;
using Parley.Sip;

namespace Parley.Simulation.Tests.Carrier;

/// <summary>The carrier on this machine's sockets and clock: a short call, and what only sockets can say. All else is tested in virtual time.</summary>
public sealed class SimulatedCarrierSocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_OverUdp_IsHeardAndHangsUp()
    {
        await using var carrier = Create(PersonaFile.Parse("{ rings: 40ms, steps: [{ say: Hello? }, { pause: 300ms }] }"));
        await carrier.StartAsync(Token);
        await using var caller = await TestCaller.StartAsync();
        using var call = caller.Call(new(carrier.EndPoint, "+1"));

        var end = await call.UntilAsync<CallEnded>();

        Assert.True(end.ByRemote);
        Assert.Equal("Hello?", carrier.Book.Read(call.Heard));
    }

    [Fact]
    public async Task PlaceCall_NobodyListensThere_EndsAsFailed()
    {
        await using var carrier = Create(ShippedPersonas.Get("busy"));
        await carrier.StartAsync(Token);

        var placed = carrier.PlaceCall(ShippedPersonas.Get("person"), "+15551230009", "+15557654321", new(IPAddress.Loopback, 9));

        await placed.Ended.WaitAsync(Token);
        Assert.Equal(SimulatedCallEventKind.Failed, placed.Events[^1].Kind);
    }

    [Fact]
    public async Task Constructor_PortInUse_NamesIt()
    {
        await using var carrier = Create(ShippedPersonas.Get("busy"));

        var exception = Assert.Throws<SipException>(() => Create(ShippedPersonas.Get("busy"), carrier.EndPoint));

        Assert.Contains(carrier.EndPoint.ToString(), exception.Message, StringComparison.Ordinal);
    }

    private static SimulatedCarrier Create(Persona persona, IPEndPoint? listen = null) =>
        new(new() { Listen = listen ?? new(IPAddress.Loopback, 0), Numbers = new Dictionary<string, Persona> { ["+1"] = persona } }, new BabbleTextToSpeech());
}
