using Parley.Sip.Messages;
using Parley.Sip.Resolution;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Resolution;

/// <summary>RFC 3263, section 4, with the zone of its examples.</summary>
public class ServerLocatorTests
{
    private static readonly string[] All = ["UDP", "TCP", "TLS"];

    private readonly Zone _zone = new()
    {
        Naptr =
        {
            ["example.com"] =
            [
                new(90, 50, "s", "SIP+D2U", "_sip._udp.example.com"),
                new(50, 50, "s", "SIPS+D2T", "_sips._tcp.example.com"),
                new(90, 40, "s", "SIP+D2T", "_sip._tcp.example.com"),
                new(10, 1, "u", "E2U+sip", "!x!y!"),
            ],
        },
        Srv =
        {
            ["_sips._tcp.example.com"] = [new(0, 1, 5061, "server1.example.com"), new(1, 1, 5061, "server2.example.com")],
            ["_sip._tcp.example.com"] = [new(0, 1, 5060, "server1.example.com")],
            ["_sip._udp.example.com"] = [new(0, 1, 5070, "server2.example.com"), new(0, 0, 0, ".")],
            ["_sip._udp.plain.example.com"] = [new(5, 1, 5080, "server1.example.com")],
        },
        Addresses =
        {
            ["server1.example.com"] = ["192.0.2.1", "2001:db8::1"],
            ["server2.example.com"] = ["192.0.2.2"],
            ["bare.example.com"] = ["192.0.2.9"],
            ["example.com"] = ["192.0.2.80"],
        },
    };

    [Fact]
    public async Task Naptr_OrderAndPreference_DecideTheTransport() =>
        Assert.Equal(
            ["TLS 192.0.2.1:5061", "TLS [2001:db8::1]:5061", "TLS 192.0.2.2:5061", "TCP 192.0.2.1:5060", "TCP [2001:db8::1]:5060", "UDP 192.0.2.2:5070"],
            await LocateAsync("sip:user@example.com"));

    [Fact]
    public async Task Naptr_TransportsNotSpokenHere_AreLeftOut() =>
        Assert.Equal(["UDP 192.0.2.2:5070"], await LocateAsync("sip:user@example.com", "UDP"));

    [Fact]
    public async Task Sips_TakesTlsOnly() =>
        Assert.All(await LocateAsync("sips:user@example.com"), hop => Assert.StartsWith("TLS", hop, StringComparison.Ordinal));

    [Theory]
    [InlineData("sip:user@example.com;transport=tcp", "TCP 192.0.2.1:5060")]
    [InlineData("sip:user@example.com;transport=udp", "UDP 192.0.2.2:5070")]
    [InlineData("sip:plain.example.com", "UDP 192.0.2.1:5080")]
    [InlineData("sip:bare.example.com", "UDP 192.0.2.9:5060")]
    [InlineData("sips:bare.example.com", "TLS 192.0.2.9:5061")]
    [InlineData("sip:bare.example.com;transport=tls", "TLS 192.0.2.9:5061")]
    [InlineData("sip:example.com:5090", "UDP 192.0.2.80:5090")]
    [InlineData("sip:example.com:5090;transport=tcp", "TCP 192.0.2.80:5090")]
    [InlineData("sip:a@example.com;maddr=192.0.2.7", "UDP 192.0.2.7:5060")]
    [InlineData("sip:192.0.2.5", "UDP 192.0.2.5:5060")]
    [InlineData("sips:192.0.2.5", "TLS 192.0.2.5:5061")]
    [InlineData("sip:[2001:db8::5]:5070;transport=TCP", "TCP [2001:db8::5]:5070")]
    public async Task Uri_SaysMuch_FirstHopIsRight(string uri, string expected) => Assert.Equal(expected, (await LocateAsync(uri))[0]);

    [Theory]
    [InlineData("sip:example.com:5090")]
    [InlineData("sip:192.0.2.5")]
    public async Task PortOrAddress_AsksNoRecords(string uri)
    {
        await LocateAsync(uri);
        Assert.DoesNotContain(_zone.Asked, q => q.StartsWith("NAPTR", StringComparison.Ordinal) || q.StartsWith("SRV", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownHost_IsNothing() => Assert.Empty(await LocateAsync("sip:nowhere.example.com"));

    [Fact]
    public async Task Tls_CertificateMustProveTheDomainAsked()
    {
        var hops = await Locator("TLS").LocateAsync(SipUri.Parse("sips:example.com"), TestContext.Current.CancellationToken);
        Assert.All(hops, hop => Assert.Equal("example.com", hop.HostName));
    }

    [Fact]
    public void SrvOrder_Weights_ShareTheCalls()
    {
        var random = new Random(1);
        SrvRecord[] records = [new(0, 10, 1, "a"), new(0, 30, 1, "b"), new(0, 60, 1, "c"), new(1, 100, 1, "later")];
        var first = Enumerable.Range(0, 10_000).Select(_ => SrvOrder.Of(records, random)).ToList();

        Assert.All(first, order => Assert.Equal((4, "later"), (order.Count, order[3].Target)));
        var shares = first.CountBy(order => order[0].Target).ToDictionary();
        Assert.InRange(shares["a"], 800, 1200);
        Assert.InRange(shares["b"], 2700, 3300);
        Assert.InRange(shares["c"], 5600, 6400);
    }

    [Fact]
    public void AvoidedHops_FailedOnesLast_PausedOnesNotAtAll()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var avoided = new AvoidedHops(time);
        var (one, two) = (System.Net.IPEndPoint.Parse("192.0.2.1:5060"), System.Net.IPEndPoint.Parse("192.0.2.2:5060"));
        avoided.Failed(one);
        Assert.Equal([two, one], avoided.Order([one, two], out _));
        avoided.Paused(two, TimeSpan.FromSeconds(60));
        Assert.Equal([one], avoided.Order([one, two], out var pause));
        Assert.Null(pause);
        avoided.Paused(one, TimeSpan.FromSeconds(90));
        Assert.Empty(avoided.Order([one, two], out pause));
        Assert.Equal(TimeSpan.FromSeconds(60), pause);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal([two], avoided.Order([one, two], out _));
        avoided.Worked(one);
        Assert.Equal([one, two], avoided.Order([one, two], out _));
    }

    private ServerLocator Locator(params string[] spoken) =>
        new(_zone, (protocol, _) => spoken.Contains(protocol), new Random(1));

    private async Task<IReadOnlyList<string>> LocateAsync(string uri, params string[] spoken) =>
        [.. (await Locator(spoken.Length == 0 ? All : spoken).LocateAsync(SipUri.Parse(uri), TestContext.Current.CancellationToken)).Select(hop => $"{hop.Protocol} {hop}")];
}
