using System.Net;
using Parley.Rtp.Transport;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;

namespace Parley.Simulation.Tests.Network;

public sealed class ImpairedLinkTests
{
    private const int Packets = 200_000;
    private const int Size = 172;
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Carry_Default_TakesTheDelayOfTheNetwork()
    {
        var fates = Send(new(), 10);

        Assert.All(fates, fate => Assert.Equal([fate.Sent + VirtualNetwork.DefaultDelay], fate.Arrivals));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void Carry_RandomLoss_LosesThatShareOneByOne(double loss)
    {
        var lost = Send(new() { Loss = loss }, Packets).ConvertAll(fate => fate.Arrivals.Length == 0);

        Assert.Equal(loss, Share(lost), 0.003);
        Assert.Equal(loss, Share([.. lost.Zip(lost.Skip(1)).Where(pair => pair.First).Select(pair => pair.Second)]), 0.03);
    }

    [Theory]
    [InlineData(0.02, 1)]
    [InlineData(0.05, 8)]
    [InlineData(0.5, 20)]
    public void Carry_BurstLoss_HasTheShareAndTheMeanLength(double share, double length)
    {
        var lost = Send(new() { Bursts = new(share, length) }, 2 * Packets).ConvertAll(fate => fate.Arrivals.Length == 0);
        var bursts = lost.Zip(lost.Skip(1)).Count(pair => !pair.First && pair.Second);

        Assert.Equal(share, Share(lost), 0.1 * share);
        Assert.Equal(length, (double)lost.Count(l => l) / bursts, 0.1 * length);
    }

    [Theory]
    [InlineData(JitterShape.Uniform, 15, 30)]
    [InlineData(JitterShape.Normal, 23.94, 200)]
    [InlineData(JitterShape.Exponential, 30, 500)]
    public void Carry_Jitter_AddsThatMuchAndKeepsTheOrder(JitterShape shape, double mean, double most)
    {
        var profile = new LinkProfile { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(30), JitterShape = shape };

        // So far apart that none waits for the one before.
        var alone = Send(profile, Packets, spacing: TimeSpan.FromSeconds(1)).ConvertAll(fate => (fate.Arrivals[0] - fate.Sent - profile.Delay).TotalMilliseconds);
        var stream = Send(profile, Packets).ConvertAll(fate => fate.Arrivals[0]);

        Assert.Equal(mean, alone.Average(), 0.5);
        Assert.InRange(alone.Min(), 0, 1);
        Assert.InRange(alone.Max(), 0.9 * Math.Min(most, 100), most);
        Assert.Equal(stream.Order(), stream);
    }

    [Fact]
    public void Carry_Reordering_LetsThatManyOvertake()
    {
        var fates = Send(new() { Reordering = new(0.01, 3) }, Packets);
        var held = Enumerable.Range(0, Packets - 10).Where(i => fates[i].Arrivals[0] > fates[i].Sent + VirtualNetwork.DefaultDelay).ToList();

        Assert.Equal(0.01, (double)held.Count / Packets, 0.001);
        Assert.All(held.Where(i => !held.Any(j => j > i && j <= i + 4)), i =>
            Assert.Equal(3, Enumerable.Range(i + 1, 9).Count(later => fates[later].Arrivals[0] < fates[i].Arrivals[0])));
    }

    [Fact]
    public void Carry_Duplicates_ArriveTwice()
    {
        var twice = Send(new() { Duplicates = 0.1 }, Packets).ConvertAll(fate => fate.Arrivals.Length == 2);

        Assert.Equal(0.1, Share(twice), 0.003);
    }

    [Fact]
    public void Carry_Bandwidth_SpacesPacketsByTheirSizeAndDropsBehindAFullQueue()
    {
        // 172 bytes and 28 of headers are 1,600 bits: 20 ms each at 80 kbit/s.
        var profile = new LinkProfile { Delay = TimeSpan.Zero, Bandwidth = 80_000, Queue = TimeSpan.FromMilliseconds(100) };

        var fates = Send(profile, 10, spacing: TimeSpan.Zero);

        Assert.Equal([20, 40, 60, 80, 100, 120], fates.SelectMany(fate => fate.Arrivals).Select(arrival => arrival.TotalMilliseconds));
        Assert.All(fates[6..], fate => Assert.Empty(fate.Arrivals));
    }

    [Fact]
    public void Carry_BandwidthOfHalfTheStream_LosesHalfAndDelaysByTheQueue()
    {
        var profile = new LinkProfile { Delay = TimeSpan.Zero, Bandwidth = 40_000, Queue = TimeSpan.FromMilliseconds(200) };

        var fates = Send(profile, 10_000);

        Assert.Equal(0.5, Share([.. fates.Select(fate => fate.Arrivals.Length == 0)]), 0.01);
        Assert.All(fates[100..].Where(fate => fate.Arrivals.Length > 0), fate =>
            Assert.InRange((fate.Arrivals[0] - fate.Sent).TotalMilliseconds, 200, 240));
    }

    [Fact]
    public void Carry_Schedule_ChangesAtTheMomentSinceItsStart()
    {
        var start = TimeSpan.FromSeconds(100);
        var link = new ImpairedLink(
            new(
                new LinkStep(TimeSpan.Zero, new() { Delay = TimeSpan.FromMilliseconds(10) }),
                new LinkStep(TimeSpan.FromSeconds(10), new() { IsDown = true }),
                new LinkStep(TimeSpan.FromSeconds(11), new() { Delay = TimeSpan.FromMilliseconds(40) })),
            new Random(1),
            start);

        Assert.Equal(10, Delay(0));
        Assert.Equal(10, Delay(9.999));
        Assert.Null(Delay(10));
        Assert.Null(Delay(10.999));
        Assert.Equal(40, Delay(11));
        Assert.Equal((5, 2), (link.Sent, link.Lost));

        double? Delay(double seconds)
        {
            var now = start + TimeSpan.FromSeconds(seconds);
            var arrivals = new TimeSpan[ILink.MostCopies];
            return link.Carry(now, Size, arrivals) == 0 ? null : (arrivals[0] - now).TotalMilliseconds;
        }
    }

    [Fact]
    public void Carry_SameSeed_SameFateOfEveryPacket()
    {
        LinkProfiles.TryGet("congested", out var profile, out _);
        profile = profile with { Duplicates = 0.01, Loss = 0.01, JitterShape = JitterShape.Normal };

        var first = Describe(Send(profile, 5_000, seed: 7));

        Assert.Equal(first, Describe(Send(profile, 5_000, seed: 7)));
        Assert.NotEqual(first, Describe(Send(profile, 5_000, seed: 8)));

        static IEnumerable<string> Describe(List<Fate> fates) => fates.Select(fate => string.Join(' ', fate.Arrivals));
    }

    [Fact]
    public void TryGet_EveryName_IsSoundAndCarriesSpeech()
    {
        foreach (var name in LinkProfiles.Names)
        {
            Assert.True(LinkProfiles.TryGet(name, out var to, out var from));
            Assert.All([to, from], profile =>
            {
                Assert.Null(profile.FindError());
                var lost = Share([.. Send(profile, 20_000).Select(fate => fate.Arrivals.Length == 0)]);
                Assert.True(name == "down" ? lost == 1 : lost < 0.07, $"{name} loses {lost}");
            });
        }

        Assert.False(LinkProfiles.TryGet("pigeon", out _, out _));
    }

    [Fact]
    public void Constructor_WrongSchedule_SaysWhat()
    {
        Assert.Contains("first step", Error(), StringComparison.Ordinal);
        Assert.Contains("first step", Error(new LinkStep(TimeSpan.FromSeconds(1), new())), StringComparison.Ordinal);
        Assert.Contains("00:00:05", Error(new(default, new()), new(TimeSpan.FromSeconds(5), new()), new(TimeSpan.FromSeconds(5), new())), StringComparison.Ordinal);
        Assert.Contains("loss", Error(new LinkStep(default, new() { Loss = 1.5 })), StringComparison.Ordinal);
        Assert.Contains("loss", Error(new LinkStep(default, new() { Loss = double.NaN })), StringComparison.Ordinal);
        Assert.Contains("longer", Error(new LinkStep(default, new() { Bursts = new(0.9, 1) })), StringComparison.Ordinal);

        static string Error(params LinkStep[] steps) => Assert.Throws<ArgumentException>(() => new LinkSchedule(steps)).Message;
    }

    [Fact]
    public void Connect_Plan_ImpairsBothWaysAndRebindsOnTime()
    {
        var scheduler = new VirtualScheduler();
        var network = new VirtualNetwork(scheduler.Clock);
        var (us, callee) = (network.Host(IPAddress.Parse("10.0.0.1")), network.Host(IPAddress.Parse("10.0.0.2")));
        using var ours = us.Bind(new(us.Address, 4000));
        using var theirs = callee.Bind(new(callee.Address, 5000));
        var plan = new LinkPlan(LinkSchedule.Always(new() { IsDown = true }), LinkSchedule.Always(new() { Delay = TimeSpan.Zero })) { Rebinds = [TimeSpan.FromSeconds(5)] };
        scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(1), scheduler.Clock));

        var (to, from) = plan.Connect(network, us.Address, callee.Address, new Random(1));
        scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(4.9), scheduler.Clock));
        var before = Exchange();
        scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(0.2), scheduler.Clock));
        var after = Exchange();

        Assert.Equal(theirs.LocalEndPoint, before.ToIPEndPoint());
        Assert.NotEqual(theirs.LocalEndPoint, after.ToIPEndPoint());
        Assert.Equal((2, 2, 2, 0), (to.Sent, to.Lost, from.Sent, from.Lost));

        SocketEndPoint Exchange()
        {
            ours.TrySend("x"u8, SocketEndPoint.From(theirs.LocalEndPoint));
            theirs.TrySend("y"u8, SocketEndPoint.From(ours.LocalEndPoint));
            Assert.True(ours.TryReceive(new byte[10], out _, out var source));
            Assert.False(theirs.TryReceive(new byte[10], out _, out _));
            return source;
        }
    }

    private static double Share(List<bool> outcomes) => (double)outcomes.Count(outcome => outcome) / outcomes.Count;

    private static List<Fate> Send(LinkProfile profile, int packets, int seed = 1, TimeSpan? spacing = null)
    {
        var link = new ImpairedLink(LinkSchedule.Always(profile), new Random(seed));
        var arrivals = new TimeSpan[ILink.MostCopies];
        return
        [
            .. Enumerable.Range(0, packets).Select(i =>
            {
                var sent = i * (spacing ?? Spacing);
                return new Fate(sent, arrivals[..link.Carry(sent, Size, arrivals)]);
            }),
        ];
    }

    private sealed record Fate(TimeSpan Sent, TimeSpan[] Arrivals);
}
