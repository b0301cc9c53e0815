using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

/// <summary>Both ends over the real loopback, ticked by hand: a datagram is in the other's queue as soon as it is sent.</summary>
public sealed class RtpSessionUdpTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task BothEnds_OverLoopback_HearSoundAndDigits(string address)
    {
        Assert.SkipWhen(address == "::1" && !System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var pool = new RtpPortPool(UdpNetwork.Instance, IPAddress.Parse(address), new(42_000, 42_999));
        Assert.True(pool.TryRent(out var alicePorts, out var error), error);
        Assert.True(pool.TryRent(out var bobPorts, out error), error);
        var time = new FakeTimeProvider();
        using var alice = new Party(alicePorts, bobPorts.LocalEndPoint, time, 1);
        using var bob = new Party(bobPorts, alicePorts.LocalEndPoint, time, 2);

        for (var i = 0; i < 400; i++)
        {
            alice.Tick((byte)i);
            bob.Tick((byte)i);
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        var sent = bob.Session.SendDigitsAsync("42");
        for (var i = 0; i < 30; i++)
        {
            alice.Tick(null);
            bob.Tick(null);
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.True(await sent);
        Assert.Equal("42", alice.ReadDigits());
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)i), bob.Played.Take(200));
        Assert.Equal(0, alice.Session.Statistics.PacketsLost);
        Assert.True(alice.Session.Statistics.ReportsReceived > 0);
        bob.Dispose();
        alice.Dispose();
        Assert.Equal(0, pool.InUse);
    }

    [Fact]
    public void Send_NobodyListens_GoesOn()
    {
        var pool = new RtpPortPool(UdpNetwork.Instance, IPAddress.Loopback, new(43_000, 43_999));
        Assert.True(pool.TryRent(out var gone, out _));
        Assert.True(pool.TryRent(out var ports, out _));
        var nowhere = gone.LocalEndPoint;
        gone.Dispose();
        using var party = new Party(ports, nowhere, new FakeTimeProvider(), 1);

        for (var i = 0; i < 100; i++)
        {
            party.Tick(1);
        }

        Assert.Equal(100, party.Session.Statistics.PacketsSent + party.Session.Statistics.SendFailures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tick_SteadyState_AllocatesNothing(bool direct)
    {
        Assert.SkipWhen(direct && !OperatingSystem.IsLinux(), "Direct system calls are for Linux.");
        var time = new FakeTimeProvider();
        var (aliceEnd, bobEnd) = (Open(direct), Open(direct));
        using var alice = new Party(aliceEnd, bobEnd.LocalEndPoint, time, 1);
        using var bob = new Party(bobEnd, aliceEnd.LocalEndPoint, time, 2);
        var payload = new byte[alice.Session.TickBytes];
        for (var i = 0; i < 600; i++)
        {
            Tick();
            time.Advance(TimeSpan.FromMilliseconds(20)); // The clock of the test allocates, so it stands still below.
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Tick();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1600, alice.Session.Statistics.PacketsSent);
        Assert.True(bob.Session.Statistics.PacketsReceived >= 1599);

        void Tick()
        {
            alice.Session.Poll();
            bob.Session.Poll();
            alice.Session.Take(payload);
            bob.Session.Take(payload);
            alice.Session.Send(payload);
            bob.Session.Send(payload);
        }
    }

    private static RtpPortPair Open(bool direct) =>
        new(UdpNetwork.Bind(new(IPAddress.Loopback, 0), direct), UdpNetwork.Bind(new(IPAddress.Loopback, 0), direct));
}
