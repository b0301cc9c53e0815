using Parley.Agents;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests;

/// <summary>What the network lets a caller hear before the answer.</summary>
public sealed class EarlyMediaTests
{
    [Theory]
    [InlineData("early-ringback", EarlySound.Ringback)]
    [InlineData("announcement-then-busy", EarlySound.Busy, EarlySound.Announcement)]
    [InlineData("not-in-service", EarlySound.Intercept)]
    public async Task Call_EarlyMedia_IsUnderstoodAndInTheOutcome(string persona, params EarlySound[] sounds)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 3, n => n.AddAgent<OutboundAgent>("outbound"));
        var call = await network.RunAsync("outbound", ShippedPersonas.Get(persona), TestContext.Current.CancellationToken);

        var events = call.Events.ToList();
        var early = events.OfType<DialoutEarlyMedia>().ToList();
        var outcome = events.OfType<DialoutStopped>().Select(e => e.Outcome).Concat(events.OfType<DialoutError>().Select(e => e.Outcome)).Single();

        Assert.Equal(sounds.Order(), early.Select(e => e.Sound).Order());
        Assert.Equal(sounds.Max(), outcome!.EarlyMedia);
        Assert.All(early, e => Assert.Equal(0, events.Take(events.IndexOf(e)).Count(before => before is ParticipantJoined)));
    }
}
