using System.Net;
using Parley.Rtp.Transport;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Trunks;

namespace Parley.Testing.Tests;

/// <summary>Calls of a working day, kept alive by session timers (RFC 4028). Nobody speaks, so that only the signalling is at work.</summary>
public sealed class LongCallTests
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(8);
    private static readonly IPAddress Us = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Them = IPAddress.Parse("10.0.0.2");

    [Theory]
    [InlineData(SessionRefresher.Us, 30, "10.0.0.1", 32)]
    [InlineData(SessionRefresher.FarEnd, 30, "10.0.0.2", 32)]
    [InlineData(SessionRefresher.Any, 15, "10.0.0.1", 64)]
    public void Call_EightHours_IsRefreshedByTheSideAgreedOnAndEndsWhenHungUp(SessionRefresher refresher, int minutes, string side, int refreshes)
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var network = new VirtualNetwork(scheduler.Clock);
            var sent = new List<string>();
            network.SipSent += packet => sent.Add($"{packet.From.Address} {System.Text.Encoding.ASCII.GetString(packet.Bytes.Span).Split(' ', 2)[0]}");
            var timers = new SipSessionTimers { Interval = TimeSpan.FromMinutes(minutes), Refresher = refresher };
            await using var us = await StartAsync(network, Us, Them, "+15550000001", timers);
            await using var them = await StartAsync(network, Them, Us, "+15551230001", new());
            var leg = Assert.IsType<DialAccepted>(await us.Dialer.DialAsync(new() { PhoneNumber = "+15551230001" }, CancellationToken.None)).Leg;
            var incoming = await ReadAsync(them);
            Assert.True(await incoming.AnswerAsync());

            await Task.Delay(Hours, scheduler.Clock);

            Assert.False(leg.Completion.IsCompleted || incoming.Leg.Completion.IsCompleted);
            Assert.InRange(sent.Count(line => line == $"{side} UPDATE"), refreshes - 1, refreshes);
            Assert.Equal(sent.Count(line => line == $"{side} UPDATE"), sent.Count(line => line.EndsWith(" UPDATE", StringComparison.Ordinal)));
            var outcome = await leg.HangUpAsync();
            Assert.Equal((CallEnding.Completed, CallParty.Us), (outcome.Ending, outcome.HungUpBy));
            Assert.InRange(outcome.TalkTime, Hours - TimeSpan.FromSeconds(1), Hours);
            Assert.Equal(CallEnding.Completed, (await incoming.Leg.Completion).Ending);
        });
    }

    [Fact]
    public void Call_FarEndIsUnplugged_IsDroppedBeforeTheSessionExpires()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var network = new VirtualNetwork(scheduler.Clock);
            var timers = new SipSessionTimers { Interval = TimeSpan.FromMinutes(30), Refresher = SessionRefresher.FarEnd };
            await using var us = await StartAsync(network, Us, Them, "+15550000001", timers);
            await using var them = await StartAsync(network, Them, Us, "+15551230001", new());
            var leg = Assert.IsType<DialAccepted>(await us.Dialer.DialAsync(new() { PhoneNumber = "+15551230001" }, CancellationToken.None)).Leg;
            await (await ReadAsync(them)).AnswerAsync();
            await Task.Delay(TimeSpan.FromHours(2), scheduler.Clock);

            network.Connect(Them, Us, new Unplugged());
            var unplugged = scheduler.Clock.GetUtcNow();
            var outcome = await leg.Completion;

            Assert.Equal((CallEnding.Dropped, CallParty.Network, 102), (outcome.Ending, outcome.HungUpBy, outcome.Cause));
            Assert.Contains("session timer", outcome.Error, StringComparison.Ordinal);
            Assert.InRange(outcome.EndedAt - unplugged, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(30));
        });
    }

    private static async Task<IncomingLeg> ReadAsync(Switchboard switchboard)
    {
        await switchboard.Inbound.Calls.WaitToReadAsync();
        Assert.True(switchboard.Inbound.Calls.TryRead(out var call));
        return call;
    }

    private static Task<Switchboard> StartAsync(VirtualNetwork network, IPAddress address, IPAddress peer, string number, SipSessionTimers timers)
    {
        var host = network.Host(address);
        return Switchboard.StartAsync(
            new()
            {
                SipListen = new(address, 5060),
                MediaBindAddress = address,
                MediaPorts = new PortRange(10000, 10039),
                MediaTimeout = TimeSpan.Zero,
                SessionTimers = timers,
                Random = new Random(1),
            },
            new()
            {
                Numbers = new OwnedNumberList([new("id", PhoneNumber.Parse(number), "carrier")]),
                Attempts = new NoAttempts(),
                Trunks = [new TrunkOptions { Name = "carrier", Uri = $"sip:{peer}" }],
                BindSip = host.BindSip,
                Media = host,
                Time = network.Clock,
            },
            CancellationToken.None);
    }

    private sealed class NoAttempts : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => default;
    }

    private sealed class Unplugged : ILink
    {
        public int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals) => 0;
    }
}
