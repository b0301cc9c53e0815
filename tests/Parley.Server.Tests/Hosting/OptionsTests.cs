using System.Net;
using Parley.Server.Hosting;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Hosting;

[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class OptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:5080", "127.0.0.1:5080")]
    [InlineData("0.0.0.0", "0.0.0.0:5060")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::1]:5070", "[::1]:5070")]
    [InlineData("::1", "[::1]:5060")]
    public void TryParseEndPoint_Address_IsRead(string text, string expected)
    {
        Assert.True(SipOptions.TryParseEndPoint(text, out var endPoint));
        Assert.Equal(IPEndPoint.Parse(expected), endPoint);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5060")]
    [InlineData("localhost:5060")]
    [InlineData("1.2.3:5060")]
    [InlineData("127.0.0.1:99999")]
    public void TryParseEndPoint_NoAddress_IsRefused(string? text) => Assert.False(SipOptions.TryParseEndPoint(text, out _));

    [Theory]
    [InlineData("20000-20001", true)]
    [InlineData("20000", false)]
    [InlineData("20001-20000", false)]
    [InlineData("80-2000", false)]
    [InlineData("20000-70000", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParsePortRange_Text_IsJudged(string? text, bool valid) => Assert.Equal(valid, MediaOptions.TryParsePortRange(text, out _, out _));

    [Fact]
    public void Validate_Defaults_AreFine() => Assert.Empty(Problems(_ => { }));

    [Fact]
    public void Validate_SeveralSipAddresses_AreFine() => Assert.Empty(Problems(options =>
    {
        options.Sip.Listen.Add("127.0.0.1:5060");
        options.Sip.Listen.Add("tcp:[::1]:5060");
        options.Sip.Listen.Add("tls:127.0.0.1");
        options.Sip.Tls.Certificate = "server.pem";
    }));

    [Theory]
    [InlineData("127.0.0.1", "UDP", "127.0.0.1:5060")]
    [InlineData("udp:0.0.0.0:5062", "UDP", "0.0.0.0:5062")]
    [InlineData("tcp:[::]:5070", "TCP", "[::]:5070")]
    [InlineData("tcp:::1", "TCP", "[::1]:5060")]
    [InlineData("tls:10.0.0.1", "TLS", "10.0.0.1:5061")]
    [InlineData("tls:10.0.0.1:5060", "TLS", "10.0.0.1:5060")]
    public void TryParseListen_Text_IsTransportAndAddress(string text, string protocol, string endPoint)
    {
        Assert.True(SipOptions.TryParseListen(text, out var listen));
        Assert.Equal((protocol, endPoint), (listen.Protocol, listen.ToString()));
    }

    [Theory]
    [InlineData("sctp:10.0.0.1:5060")]
    [InlineData("udp:")]
    [InlineData("5060")]
    [InlineData("udp:localhost:5060")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParseListen_Nonsense_IsRefused(string? text) => Assert.False(SipOptions.TryParseListen(text, out _));

    [Fact]
    public void Validate_EachSetting_IsNamedWithWhatWouldBeRight()
    {
        Check(o => o.PublicUrl = new("voice", UriKind.Relative), "Parley:PublicUrl is 'voice'; expected an address such as");
        Check(o => o.Sip.PublicAddress = "home", "Parley:Sip:PublicAddress is 'home'");
        Check(o => o.Sip.SessionExpires = TimeSpan.FromSeconds(60), "Parley:Sip:SessionExpires is '00:01:00'");
        Check(o => o.Sip.MinSessionExpires = TimeSpan.FromSeconds(60), "Parley:Sip:MinSessionExpires is '00:01:00'");
        Check(o => o.Sip.SessionRefresher = "me", "Parley:Sip:SessionRefresher is 'me'; expected one of 'any', 'us', 'far-end'");
        Check(o => o.Sip.ReliableProvisionals = "yes", "Parley:Sip:ReliableProvisionals is 'yes'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", SessionExpires = TimeSpan.FromDays(2) }), "Parley:Trunks:0:SessionExpires is '2.00:00:00'");
        Check(o => o.Media.PortRange = "9", "Parley:Media:PortRange is '9'");
        Check(o => o.Media.BindAddress = "x", "Parley:Media:BindAddress is 'x'");
        Check(o => o.Media.Timeout = TimeSpan.FromSeconds(4), "Parley:Media:Timeout is '00:00:04'");
        Check(o => o.Media.Timeout = TimeSpan.FromMinutes(61), "Parley:Media:Timeout is '01:01:00'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "host" }), "Parley:Trunks:0:Uri is 'host'; expected a SIP URI");
        Check(o => o.Trunks.Add(new() { Uri = "sip:host" }), "Parley:Trunks:0:Name is ''");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", Srtp = "maybe" }), "Parley:Trunks:0:Srtp is 'maybe'; expected none, optional or required");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", Codecs = { "PCMU", "G729" } }), "Parley:Trunks:0:Codecs:1 is 'G729'; expected one of PCMU, PCMA, G722");
        Check(o => o.Media.Srtp = "true", "Parley:Media:Srtp is 'true'");
        Check(o => o.Media.Codecs.Add("MP3"), "Parley:Media:Codecs:0 is 'MP3'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", Transport = "sctp" }), "Parley:Trunks:0:Transport is 'sctp'; expected 'auto', 'udp', 'tcp' or 'tls'");
        Check(o => o.Sip.Listen.Add("tls:0.0.0.0"), "Parley:Sip:Tls:Certificate is ''; expected the file of a certificate, without which tls:0.0.0.0");
        Check(o => o.Sip.LocalNetworks.Add("here"), "Parley:Sip:LocalNetworks:0 is 'here'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", Register = true }), "Parley:Trunks:0:Username is ''; expected the user name to register");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", RegisterExpires = TimeSpan.FromSeconds(5) }), "Parley:Trunks:0:RegisterExpires is '00:00:05'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", KeepAlive = TimeSpan.FromSeconds(1) }), "Parley:Trunks:0:KeepAlive is '00:00:01'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", AllowFrom = { "10.0.0.1/40" } }), "Parley:Trunks:0:AllowFrom:0 is '10.0.0.1/40'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", InboundPassword = "x" }), "Parley:Trunks:0:InboundUsername is ''");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", InboundAlgorithms = { "SHA-1" } }), "Parley:Trunks:0:InboundAlgorithms is 'SHA-1'; expected 'SHA-512-256', 'SHA-256', 'MD5'");
        Check(o => o.Sip.AllowFrom.Add("friends"), "Parley:Sip:AllowFrom:0 is 'friends'");
        Check(o => o.Trunks.Add(new() { Name = "a", Uri = "sip:host", CallsPerSecond = 0 }), "Parley:Trunks:0:CallsPerSecond is '0'");
        Check(o => o.Numbers.Add(new() { Number = "5551" }), "Parley:Numbers:0:Number is '5551'; expected E.164");
        Check(o => o.Numbers.Add(new() { Number = "+15550001111", Trunk = "b" }), "Parley:Numbers:0:Trunk is 'b'; expected the name of a trunk: there is none");
        Check(o => o.Agents.Add(new() { Name = "nobody" }), "Parley:Agents:0:Name is 'nobody'; expected the name of an agent: there is none");
        Check(o => o.Storage.ConnectionString = "nonsense", "Parley:Storage:ConnectionString: ");
        Check(o => o.Dialout.CallerId = "newest", "Parley:Dialout:CallerId is 'newest'");
        Check(o => o.Dialout.RingTimeout = TimeSpan.FromDays(60), "Parley:Dialout:RingTimeout is '60.00:00:00'");
        Check(o => o.Dialout.AllowedCountries.Add("us"), "Parley:Dialout:AllowedCountries:0 is 'us'");
    }

    [Fact]
    public void Validate_BadKey_IsNotRepeated()
    {
        var problem = Assert.Single(Problems(o => o.Keys.Private.Add("pk_secret0123456")));

        Assert.StartsWith("Parley:Keys:Private:0 is not a key: expected 'sk_'", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TrunkThatTheProgramNeeds_MustBeThere()
    {
        var result = new ParleyOptionsValidator([], [new RequiredTrunk("carrier")]).Validate(null, new());

        Assert.Equal(["Parley:Trunks has no trunk named 'carrier', which this program needs."], result.Failures);
    }

    private static void Check(Action<ParleyOptions> change, string expected)
        => Assert.Contains(Problems(change), p => p.StartsWith(expected, StringComparison.Ordinal));

    private static IEnumerable<string> Problems(Action<ParleyOptions> change)
    {
        var options = new ParleyOptions();
        change(options);
        return new ParleyOptionsValidator([], []).Validate(null, options).Failures ?? [];
    }
}
