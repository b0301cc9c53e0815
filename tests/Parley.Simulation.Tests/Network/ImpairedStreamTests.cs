using System.Net;
using Parley.Rtp;
using Parley.Rtp.Jitter;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;

namespace Parley.Simulation.Tests.Network;

/// <summary>What our RTP makes of a bad way: two sessions on a virtual network, the far one with a clock of its own.</summary>
public sealed class ImpairedStreamTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly VirtualScheduler _scheduler = new();
    private readonly VirtualNetwork _network;
    private readonly VirtualHost _here;
    private readonly VirtualHost _there;
    private readonly RtpSession _near;
    private readonly RtpSession _far;
    private readonly byte[] _payload = new byte[160];
    private readonly List<JitterFrameKind> _heard = [];
    private readonly List<JitterFrameKind> _heardThere = [];

    public ImpairedStreamTests()
    {
        _network = new VirtualNetwork(_scheduler.Clock);
        (_here, _there) = (_network.Host(IPAddress.Parse("10.0.0.1")), _network.Host(IPAddress.Parse("10.0.0.2")));
        (_near, _far) = (Open(_here, _there, 1), Open(_there, _here, 2));
    }

    /// <summary>A clock that is off by 200 ppm is off by 6 ticks of 20 ms in ten minutes: that many are heard, and the delay stays where it is.</summary>
    [Theory]
    [InlineData(200, "clean", 0, 7)]
    [InlineData(-200, "clean", 6, 1)]
    [InlineData(1000, "clean", 0, 31)]
    [InlineData(-1000, "clean", 31, 1)]
    [InlineData(200, "4g", 0, 7)]
    [InlineData(-200, "4g", 6, 1)]
    [InlineData(200, "managed", 0, 7)]
    [InlineData(-200, "managed", 6, 1)]
    public void TenMinutes_FarClockDrifts_DelayStaysAndFewTicksAreHeard(int ppm, string way, int mostConcealed, int mostDiscarded)
    {
        LinkProfiles.TryGet(way, out _, out var profile);
        _network.Connect(_there.Address, _here.Address, new ImpairedLink(LinkSchedule.Always(profile), new Random(3)));
        var delays = new List<TimeSpan>();

        Run(TimeSpan.FromMinutes(10), ppm, eachTick: () => delays.Add(_near.Statistics.BufferDelay));

        var statistics = _near.Statistics;
        Assert.InRange(statistics.TicksConcealed - statistics.PacketsLost, -statistics.PacketsDiscarded, mostConcealed); // A tick that is taken out may be a lost one.
        Assert.InRange(statistics.PacketsDiscarded, 0, mostDiscarded);
        Assert.Equal(0, statistics.PacketsLate);
        var there = _far.Statistics; // To the far end it is our clock that is off, the other way.
        Assert.InRange(there.TicksConcealed + there.PacketsDiscarded, 0, Math.Max(mostConcealed, mostDiscarded) + 1);
        Assert.InRange(there.BufferDelay, TimeSpan.Zero, 3 * Tick);
        Assert.InRange(delays.Max(), TimeSpan.Zero, (3 * Tick) + profile.Jitter);
        Assert.InRange(delays[^3_000..].Average(delay => delay.TotalMilliseconds), 0, delays[3_000..6_000].Average(delay => delay.TotalMilliseconds) + 20);
    }

    [Fact]
    public void Rebind_InTheMiddle_BothHearEachOtherAgainSoon()
    {
        Run(TimeSpan.FromSeconds(10));
        _network.Rebind(_there.Address);
        var (before, beforeThere) = (_heard.Count, _heardThere.Count);

        Run(TimeSpan.FromSeconds(10));

        var (deaf, deafThere) = (CountSilent(_heard, before), CountSilent(_heardThere, beforeThere));
        Assert.InRange(deaf, 8, 15);
        Assert.InRange(deafThere, 8, 17);
        Assert.NotEqual(new IPEndPoint(_there.Address, 4000), _near.Destination.ToIPEndPoint());
    }

    [Fact]
    public void OutageOfTwoSeconds_ThenSound_IsHeardAgainAtOnce()
    {
        var down = new LinkSchedule(new(TimeSpan.Zero, new()), new(TimeSpan.FromSeconds(5), new() { IsDown = true }), new(TimeSpan.FromSeconds(7), new()));
        _network.Connect(_there.Address, _here.Address, new ImpairedLink(down, new Random(1)));

        Run(TimeSpan.FromSeconds(10));

        Assert.InRange(CountSilent(_heard, 20), 98, 106);
        Assert.All(_heard[^120..], kind => Assert.Equal(JitterFrameKind.Frame, kind));
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    private static int CountSilent(List<JitterFrameKind> heard, int from) => heard.Skip(from).Count(kind => kind is not JitterFrameKind.Frame);

    private static async Task EveryAsync(TimeSpan period, TimeProvider time, Action tick, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                tick();
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is over.
        }
    }

    private void Run(TimeSpan duration, int ppm = 0, Action? eachTick = null)
    {
        var clock = _scheduler.Clock;
        _scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource(duration, clock);
            await Task.WhenAll(
                EveryAsync(new TimeSpan((long)Math.Round(Tick.Ticks / (1 + (ppm / 1e6)))), clock, () => Live(_far, _heardThere), stop.Token),
                EveryAsync(Tick, clock, () => Live(_near, _heard), stop.Token),
                EveryAsync(Tick, clock, eachTick ?? (() => { }), stop.Token));
        });
    }

    private void Live(RtpSession session, List<JitterFrameKind> heard)
    {
        session.Poll();
        heard.Add(session.Take(_payload).Kind);
        session.Send(_payload);
    }

    private RtpSession Open(VirtualHost host, VirtualHost peer, int seed) => new(
        new RtpPortPair(host.Bind(new(host.Address, 4000)), host.Bind(new(host.Address, 4001))),
        new NegotiatedAudio(new(peer.Address, 4000), new(peer.Address, 4001), CodecDescription.Pcmu, MediaDirection.SendReceive, Tick)
        {
            Receivable = [CodecDescription.Pcmu],
        },
        new() { Random = new Random(seed) },
        _scheduler.Clock);
}
