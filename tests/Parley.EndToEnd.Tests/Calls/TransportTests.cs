using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls over TCP and TLS with stacks that are not ours: sipp, kamailio and baresip.</summary>
public sealed class TransportTests : IDisposable
{
    private readonly PeerCertificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outbound_TrunkOverTcp_SippAnswersAndIsHungUp()
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo", "-t", "t1");
        await using var server = await ParleyServer.StartAsync(callee.Port, With(("Sip__Listen__1", $"tcp:127.0.0.1:{FreePorts.Take()}"), ("Trunks__0__Transport", "tcp")));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEventAsync(session, "dialout-answered");

        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);
        Assert.Contains("Via: SIP/2.0/TCP", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outbound_TrunkOverTcpAndNoListener_WorksOverTheConnectionThatWeMade()
    {
        await using var callee = Sipp.Callee("uas_bye_after.xml", "-rtp_echo", "-t", "t1");
        await using var server = await ParleyServer.StartAsync(callee.Port, With(("Trunks__0__Transport", "tcp")));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        await server.WaitForEventAsync(session, "dialout-stopped");

        await callee.PassedAsync(Cancellation);
        await server.DeleteSessionAsync(session);
    }

    [Fact]
    public async Task Inbound_OverTcp_IsAnswered()
    {
        var port = FreePorts.Take();
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), With(("Sip__Listen__1", $"tcp:127.0.0.1:{port}")));
        await using var caller = Sipp.Caller("uac_dialin.xml", port, ParleyServer.Number, "-t", "t1");

        await caller.PassedAsync(Cancellation);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Outbound_KamailioWithPasswordAndRecordRoute_CallPassesThroughIt(string transport)
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var carrier = await Kamailio.StartAsync(callee.Port, transport == "tls" ? "WITH_TLS" : null, Cancellation, _certificates);
        await using var server = await ParleyServer.StartAsync(transport == "tls" ? carrier.TlsPort : carrier.Port, With(
            ("Trunks__0__Transport", transport),
            ("Trunks__0__Username", "parley"),
            ("Trunks__0__Password", "s3cret"),
            ("Sip__Tls__Authorities__0", _certificates.AuthorityFile)));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEventAsync(session, "dialout-answered");

        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);
        Assert.Contains($"Via: SIP/2.0/{transport.ToUpperInvariant()} 127.0.0.1", callee.Messages[callee.Messages.LastIndexOf("BYE sip:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outbound_TlsWithAnUntrustedCertificate_OutcomeSaysWhatToDo()
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation, _certificates);
        await using var server = await ParleyServer.StartAsync(phone.Port + 1, With(("Trunks__0__Transport", "tls")));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        var dialout = (await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Single()!;

        Assert.Contains(
            "issued by 'CN=Private Authority', which is not trusted here", dialout.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outbound_BaresipOverTls_IsAnsweredAndHungUp()
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation, _certificates);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), With(("Sip__Listen__1", $"tls:127.0.0.1:{FreePorts.Take()}")));
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port + 1};transport=tls" });
        await server.WaitForEventAsync(session, "dialout-answered");

        await server.DeleteSessionAsync(session);

        await phone.Process.WaitForLineAsync("session closed", TimeSpan.FromSeconds(20), Cancellation);
        Assert.Contains("SIP/2.0/TLS", phone.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbound_BaresipOverTls_IsAnswered()
    {
        var port = FreePorts.Take();
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), With(("Sip__Listen__1", $"tls:127.0.0.1:{port}")));
        await using var phone = await Baresip.StartAsync("caller", null, Cancellation, _certificates);
        await phone.CommandAsync("dial", $"sip:{ParleyServer.Number}@127.0.0.1:{port};transport=tls", Cancellation);

        await phone.Process.WaitForLineAsync("Call established", TimeSpan.FromSeconds(30), Cancellation);
        var session = (await server.ListSessionsAsync("inbound")).Single();
        await server.DeleteSessionAsync(session, "inbound");

        await phone.Process.WaitForLineAsync("session closed", TimeSpan.FromSeconds(20), Cancellation);
    }

    public void Dispose() => _certificates.Dispose();

    private Dictionary<string, string> With(params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(s => $"Parley__{s.Key}", s => s.Value);
        if (all.Values.Any(value => value.StartsWith("tls:", StringComparison.Ordinal)))
        {
            var (certificate, key) = _certificates.Issue("127.0.0.1");
            all["Parley__Sip__Tls__Certificate"] = certificate;
            all["Parley__Sip__Tls__Key"] = key;
            all["Parley__Sip__Tls__Authorities__0"] = _certificates.AuthorityFile;
        }

        return all;
    }
}
