using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Captures of calls with stacks that are not ours, read by one that is not ours either.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-capture-").FullName;
    private readonly PeerCertificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Serve_CaptureOverEachTransport_TsharkReadsItAndThePasswordIsNowhere(string transport)
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var carrier = await Kamailio.StartAsync(callee.Port, transport == "tls" ? "WITH_TLS" : null, Cancellation, _certificates);
        await using var server = await ParleyServer.StartAsync(transport == "tls" ? carrier.TlsPort : carrier.Port, new Dictionary<string, string>
        {
            ["Parley__Trunks__0__Transport"] = transport,
            ["Parley__Trunks__0__Username"] = "parley",
            ["Parley__Trunks__0__Password"] = "s3cret",
            ["Parley__Sip__Tls__Authorities__0"] = _certificates.AuthorityFile,
        }, arguments: ["--capture", _folder]);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEventAsync(session, "bot-started-speaking");
        await server.WaitForEventAsync(session, "bot-stopped-speaking");
        await server.DeleteSessionAsync(session);
        await callee.PassedAsync(Cancellation);
        var (pcap, svg) = await ReadAsync(server, session);

        Assert.Equal(2, (await Tshark.ReadAsync(pcap, "sip.Method == \"INVITE\" && sip.CSeq.method == \"INVITE\"", "frame.number")).Count);   // The second one with the password's proof.
        var answered = Assert.Single(await Tshark.ReadAsync(pcap, "sip.Status-Code == 200 && sip.CSeq.method == \"INVITE\"", "ip.src", "udp.srcport"));
        Assert.Equal($"127.0.0.1\t{(transport == "tls" ? carrier.TlsPort : carrier.Port)}", answered);
        var sound = await Tshark.ReadAsync(pcap, "rtp", "rtp.p_type", "rtp.ssrc");
        Assert.True(sound.Count > 50, $"tshark found {sound.Count} packets of sound.");
        Assert.All(sound, line => Assert.StartsWith("0\t", line, StringComparison.Ordinal));
        Assert.Empty(await Tshark.ReadAsync(pcap, "_ws.malformed || ip.checksum.status == 0", "frame.number"));

        var everything = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(pcap, Cancellation)) + svg;
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("username=\"parley\"", everything, StringComparison.Ordinal);
        Assert.Contains("nonce=\"***\"", everything, StringComparison.Ordinal);
        Assert.Contains("response=\"***\"", everything, StringComparison.Ordinal);
        Assert.DoesNotMatch("nonce=\"[^*]", everything);
        Assert.DoesNotMatch("response=\"[^*]", everything);
        Assert.Contains($"SIP over {transport.ToUpperInvariant()}", svg, StringComparison.Ordinal);
        Assert.Contains("407 Proxy Authentication Required", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_CaptureOfAnEncryptedCall_SoundCanBeDecodedAndKeysAreNowhere()
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation, encryption: "srtp-mand");
        await using var server = await ParleyServer.StartAsync(
            FreePorts.Take(), new Dictionary<string, string> { ["Parley__Media__Srtp"] = "required" }, arguments: ["--capture", _folder]);
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port}" });
        await server.WaitForEventAsync(session, "bot-stopped-speaking");
        await server.DeleteSessionAsync(session);
        var (pcap, svg) = await ReadAsync(server, session);

        var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(pcap, Cancellation));
        var keys = phone.Process.Output.Split("inline:").Skip(1).Select(rest => rest.Split('\r', '\n', '|', ' ')[0]).ToList();
        Assert.True(keys.Count >= 2);
        Assert.All(keys, key => Assert.DoesNotContain(key, bytes + svg, StringComparison.Ordinal));
        Assert.Contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 ***", bytes, StringComparison.Ordinal);

        var decoded = await Tshark.ReadAsync(pcap, "rtp", "rtp.p_type");
        Assert.True(decoded.Count > 50, $"tshark found {decoded.Count} packets of sound.");

        // The sound is as it was before its encryption: 160 bytes a packet, and that of the agent's own voice comes back to it.
        var sound = await Tshark.ReadAsync(pcap, "udp.length == 180", "udp.srcport", "udp.payload");
        var sides = sound.Select(line => line.Split('\t')).GroupBy(packet => packet[0]).ToDictionary(side => side.Key, side => side.Select(packet => packet[1][24..]).ToHashSet());
        Assert.Equal(2, sides.Count);
        Assert.True(sides.Values.First().Intersect(sides.Values.Last()).Count() > 5, "What was sent did not come back.");
    }

    [Fact]
    public async Task Start_CaptureOnlyWhenAsked_IsThatOfTheSessionsThatAsk()
    {
        await using var callee = Sipp.Callee("uas_busy.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port, arguments: ["--capture", _folder, "--capture-calls", "asked"]);
        var quiet = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:x@127.0.0.1:{FreePorts.Take()}" });
        await server.WaitForEndAsync(quiet);
        var asked = await server.StartAsync(new JsonObject { ["capture"] = true }, new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEndAsync(asked);

        var (pcap, svg) = await ReadAsync(server, asked);

        Assert.Single(await Tshark.ReadAsync(pcap, "sip.Status-Code == 486", "frame.number"));
        Assert.Contains("486 Busy Here", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.Contains(quiet, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_CaptureAskedOfAServerWithout_IsRefusedWithWhatToDo()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        using var message = ParleyServer.Authorized(HttpMethod.Post, "/v1/public/outbound/start", ParleyServer.PublicKey);
        message.Content = JsonContent.Create(new JsonObject { ["capture"] = true });

        using var response = await server.Http.SendAsync(message, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Parley:Capture:Directory", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The files of a session's one call, once the server has stopped and so has written all of them.</summary>
    private async Task<(string Pcap, string Svg)> ReadAsync(ParleyServer server, string session)
    {
        server.Process.Signal("TERM");   // INT is ignored by what a script starts in the background.
        await server.Process.WaitForExitAsync(TimeSpan.FromSeconds(60), Cancellation);
        var pcap = Directory.GetFiles(_folder, $"{session}-*.pcap").Single();
        var svg = await File.ReadAllTextAsync(Path.ChangeExtension(pcap, ".svg"), Cancellation);
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        return (pcap, svg);
    }
}
