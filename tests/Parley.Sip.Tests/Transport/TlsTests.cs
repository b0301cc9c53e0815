using System.Net;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Transport;

/// <summary>TLS on loopback, with certificates of a private authority.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_OverTls_IsAnsweredAndEndedOverOneConnection()
    {
        await using var bobs = Listen(new() { Certificate = _certificates.Issue("bob.example.test") });
        await using var alices = Listen(new() { Certificate = _certificates.Issue("alice.example.test"), Authorities = _certificates.Authorities });
        await using var bob = new SipEndpoint(bobs);
        await using var alice = new SipEndpoint(alices);
        await bob.StartAsync(Token);
        await alice.StartAsync(Token);
        var caller = StreamSipTransportTests.Dial(alice, Hop(bobs, "bob.example.test"));
        var callee = await bob.IncomingCalls.ReadAsync(Token);
        await callee.AnswerAsync(Story.Reply, cancellationToken: Token);
        await Story.NextAsync<CallAnswered>(caller);
        await Story.NextAsync<CallConfirmed>(callee);

        await callee.HangUpAsync(null, Token);
        await Story.NextAsync<CallEnded>(caller);

        Assert.Equal("TLS", callee.Invite.TopVia.Transport);
        Assert.Equal($"<sip:parley@{alices.LocalEndPoint};transport=tls>", callee.Invite.Headers["Contact"]);
        Assert.Equal((1, 1), (alices.Connections, bobs.Connections));
    }

    [Theory]
    [InlineData("other.example.test,alt.example.test", "its certificate is for 'other.example.test', 'alt.example.test', not for 'bob.example.test'")]
    [InlineData("127.0.0.1", "its certificate is for '127.0.0.1', not for 'bob.example.test'")]
    public async Task Prepare_CertificateForOthers_NamesThem(string names, string expected)
    {
        await using var bob = Listen(new() { Certificate = _certificates.Issue(names) });
        Assert.Contains(expected, await PrepareAsync(bob, new() { Authorities = _certificates.Authorities }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob.example.test")]
    [InlineData("*.example.test")]
    [InlineData("host.invalid,sip:bob.example.test")]
    public async Task Prepare_CertificateForTheName_Connects(string names)
    {
        await using var bob = Listen(new() { Certificate = _certificates.Issue(names) });
        Assert.Null(await PrepareAsync(bob, new() { Authorities = _certificates.Authorities }));
    }

    [Fact]
    public async Task Prepare_NoNameButTheAddress_AddressMustBeInTheCertificate()
    {
        await using var bob = Listen(new() { Certificate = _certificates.Issue("bob.example.test") });
        await using var alice = Listen(new() { Certificate = _certificates.Issue("a"), Authorities = _certificates.Authorities });
        Assert.Contains("not for '127.0.0.1'", await Prepare(alice, Hop(bob, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_CertificateHasExpired_SaysWhen()
    {
        await using var bob = Listen(new() { Certificate = _certificates.Issue("bob.example.test", "2024-05-06T07:08Z") });
        Assert.Contains("expired on 2024-05-06 07:08 UTC", await PrepareAsync(bob, new() { Authorities = _certificates.Authorities }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_UnknownAuthority_NamesIt()
    {
        using var others = new TestCertificates("Another Authority");
        await using var bob = Listen(new() { Certificate = others.Issue("bob.example.test") });
        var why = await PrepareAsync(bob, new() { Authorities = _certificates.Authorities });
        Assert.Contains("issued by 'CN=Another Authority', which is not trusted here", why, StringComparison.Ordinal);
        Assert.Null(await PrepareAsync(bob, new() { VerifyServers = false }));
    }

    [Fact]
    public async Task Prepare_NotTls_SaysSo()
    {
        await using var bob = StreamSipTransport.Bind(AnyPort);
        await using var endpoint = new SipEndpoint(bob);
        await endpoint.StartAsync(Token);
        Assert.Contains("TLS to 127.0.0.1", await PrepareAsync(bob, new()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MutualTls_CertificateOfTheAuthority_IsLetIn()
    {
        await using var bobs = Listen(new()
        {
            Certificate = _certificates.Issue("bob.example.test"), RequireClientCertificate = true, Authorities = _certificates.Authorities,
        });
        await using var bob = new SipEndpoint(bobs);
        await bob.StartAsync(Token);
        Assert.Equal(200, await AskAsync(bobs, new() { ClientCertificate = _certificates.Issue("alice.example.test"), Authorities = _certificates.Authorities }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MutualTls_WrongCertificateOrNone_IsNot(bool hasOne)
    {
        using var others = new TestCertificates("Another Authority");
        await using var bobs = Listen(new()
        {
            Certificate = _certificates.Issue("bob.example.test"), RequireClientCertificate = true, Authorities = _certificates.Authorities,
        });
        await using var bob = new SipEndpoint(bobs);
        await bob.StartAsync(Token);
        var own = hasOne ? others.Issue("alice.example.test") : null;
        Assert.Equal(503, await AskAsync(bobs, new() { ClientCertificate = own, Authorities = _certificates.Authorities }));
        Assert.Equal(0, bobs.Connections);
    }

    [Fact]
    public void Bind_WithoutACertificate_IsRefused() =>
        Assert.Contains("without a certificate", Assert.Throws<SipException>(() => Listen(new())).Message, StringComparison.Ordinal);

    [Fact]
    public void FromFile_NotThere_NamesIt() =>
        Assert.Contains("'nowhere.pem'", Assert.Throws<SipException>(() => SipCertificate.FromFile("nowhere.pem")).Message, StringComparison.Ordinal);

    [Fact]
    public void FromFile_Renewed_TheNewOneIsShown()
    {
        var (file, key) = _certificates.IssueFiles("old.example.test");
        var certificate = SipCertificate.FromFile(file, key);
        Assert.Contains("old", certificate.Value.Subject, StringComparison.Ordinal);
        var (renewed, renewedKey) = _certificates.IssueFiles("new.example.test");
        File.Copy(renewedKey, key, overwrite: true);
        File.Copy(renewed, file, overwrite: true);
        File.SetLastWriteTimeUtc(file, new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("new", certificate.Value.Subject, StringComparison.Ordinal);
    }

    public void Dispose() => _certificates.Dispose();

    private static StreamSipTransport Listen(SipTlsOptions tls) => StreamSipTransport.Bind(AnyPort, new() { Tls = tls });

    private static SipHop Hop(StreamSipTransport transport, string? name) => new(IPAddress.Loopback, transport.LocalEndPoint.Port, "TLS") { HostName = name };

    private static async Task<string?> Prepare(ISipTransport from, SipHop to) => await from.PrepareAsync(to, Token);

    private static async Task<string?> PrepareAsync(StreamSipTransport bob, SipTlsOptions options)
    {
        await using var alice = StreamSipTransport.ConnectOnly(IPAddress.Any, new() { Tls = options });
        return await Prepare(alice, Hop(bob, "bob.example.test"));
    }

    private static async Task<int> AskAsync(StreamSipTransport bob, SipTlsOptions options)
    {
        await using var alice = new SipEndpoint(StreamSipTransport.ConnectOnly(IPAddress.Any, new() { Tls = options }));
        await alice.StartAsync(Token);
        return (await alice.SendAsync(StreamSipTransportTests.Options(), Hop(bob, "bob.example.test"), cancellationToken: Token)).Status;
    }
}
