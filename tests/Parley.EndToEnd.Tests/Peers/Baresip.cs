using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>baresip as the other phone: a real user agent that records what it sent and heard as WAV files.</summary>
internal sealed partial class Baresip : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _controlPort;

    private Baresip(PeerProcess process, string folder, int port, int controlPort) =>
        (Process, _folder, Port, _controlPort) = (process, folder, port, controlPort);

    /// <summary>The program, with its log of every SIP message.</summary>
    public PeerProcess Process { get; }

    /// <summary>Its SIP port (UDP and TCP); the next one is that of TLS.</summary>
    public int Port { get; }

    /// <summary>Starts baresip with the configuration of Peers/baresip/<paramref name="role"/> on free ports.</summary>
    /// <param name="role"><c>echo</c> answers at once; <c>caller</c> dials on command.</param>
    /// <param name="audioSource">What it says: a baresip audio source, e.g. <c>aufile,/path/hello.wav</c>; null for the configuration's.</param>
    /// <param name="cancellationToken">Ends the wait for its start.</param>
    /// <param name="certificates">Who issues a certificate for its TLS; null for none.</param>
    /// <param name="codecs">Its codecs in the order of preference; null for G.711.</param>
    /// <param name="encryption">Its media encryption: <c>srtp</c> (offered and taken) or <c>srtp-mand</c> (demanded); null for none.</param>
    public static async Task<Baresip> StartAsync(
        string role,
        string? audioSource,
        CancellationToken cancellationToken,
        PeerCertificates? certificates = null,
        string? codecs = null,
        string? encryption = null)
    {
        var folder = Directory.CreateTempSubdirectory("parley-baresip-").FullName;
        var (sip, control, rtp) = (FreePorts.TakeBlock(2), FreePorts.Take(), FreePorts.TakeBlock(20));
        var source = Path.Combine(Repository.Root, "tests", "Parley.EndToEnd.Tests", "Peers", "baresip", role);
        foreach (var file in Directory.GetFiles(source))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            text = OwnSipPort().Replace(text, $"127.0.0.1:{sip}");
            text = ConfigLine("ctrl_tcp_listen").Replace(text, $"ctrl_tcp_listen 127.0.0.1:{control}");
            text = ConfigLine("rtp_ports").Replace(text, $"rtp_ports {rtp}-{rtp + 19}");
            text = certificates is null ? ConfigLine("sip_certificate").Replace(text, string.Empty) : text;
            text = codecs is null ? text : text.Replace("audio_codecs=pcmu,pcma", $"audio_codecs={codecs}", StringComparison.Ordinal);
            text = encryption is null ? text : text.Replace(";ptime=20", $";ptime=20;mediaenc={encryption}", StringComparison.Ordinal);
            text = text.Replace("module			g711.so", "module g711.so\nmodule g722.so\nmodule opus.so\nmodule l16.so", StringComparison.Ordinal);
            if (audioSource is not null)
            {
                text = ConfigLine("audio_source").Replace(text, $"audio_source {audioSource}");
                text = text.Replace("module			aubridge.so", "module aubridge.so\nmodule aufile.so", StringComparison.Ordinal);
                text = ConfigLine("audio_player").Replace(text, "audio_player aubridge,sink");
                text = ConfigLine("ausrc_(srate|channels)").Replace(text, string.Empty);   // Those of the file.
            }

            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), text, cancellationToken);
        }

        if (certificates is not null)
        {
            var (certificate, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            certificates.Issue("127.0.0.1", certificate, key);
            await File.WriteAllTextAsync(Path.Combine(folder, "peer.pem"), await File.ReadAllTextAsync(certificate, cancellationToken) + await File.ReadAllTextAsync(key, cancellationToken), cancellationToken);
        }

        var process = PeerProcess.Start("baresip", folder, ["-f", ".", "-s"]);
        await process.WaitForLineAsync("baresip is ready", TimeSpan.FromSeconds(20), cancellationToken);
        return new Baresip(process, folder, sip, control);
    }

    /// <summary>Gives baresip a command over its control connection, e.g. <c>dial</c>.</summary>
    public async Task CommandAsync(string command, string parameters, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _controlPort, cancellationToken);
        var json = $$"""{"command":"{{command}}","params":"{{parameters}}"}""";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{json.Length}:{json},"), cancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[1], cancellationToken);   // It has answered.
    }

    /// <summary>Follows baresip's events until it has received so many keys, and gives them. It serves one control connection at a time.</summary>
    /// <param name="count">How many keys.</param>
    /// <param name="call">What makes the call, once baresip is being followed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> WaitForKeysAsync(int count, Func<Task> call, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _controlPort, cancellationToken);
        await call();
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (ReceivedKey().Count(text.ToString()) < count)
        {
            var read = await client.GetStream().ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"baresip closed its control connection after: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return string.Concat(ReceivedKey().Matches(text.ToString()).Select(k => k.Groups["key"].Value));
    }

    /// <summary>Ends baresip, so that its recordings are complete, and gives what it heard.</summary>
    public async Task<Recording> StopAndReadHeardAsync(CancellationToken cancellationToken)
    {
        Process.Signal("INT");
        await Process.WaitForExitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        var file = Directory.GetFiles(_folder, "dump-*-dec.wav").Single();
        return Recording.Read(file);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Regex ConfigLine(string name) => new($@"^{name}\s.*$", RegexOptions.Multiline);

    [GeneratedRegex("CALL_DTMF_START\"[^}]*\"param\"\\s*:\\s*\"(?<key>.)\"")]
    private static partial Regex ReceivedKey();

    [GeneratedRegex(@"127\.0\.0\.1:51[12]0")]
    private static partial Regex OwnSipPort();
}
