namespace Parley.EndToEnd.Tests.Peers;

/// <summary>kamailio as the carrier: challenges with 407, checks the digest, record-routes, and passes the call on to a callee behind it.</summary>
internal sealed class Kamailio : IAsyncDisposable
{
    private readonly string _folder;

    private Kamailio(PeerProcess process, string folder, int port) => (Process, _folder, Port, TlsPort) = (process, folder, port, port + 1);

    /// <summary>The program, with its log.</summary>
    public PeerProcess Process { get; }

    /// <summary>Its SIP port (UDP and TCP).</summary>
    public int Port { get; }

    /// <summary>Its port for TLS, when it was started with <c>WITH_TLS</c>.</summary>
    public int TlsPort { get; }

    /// <summary>Starts the carrier.</summary>
    /// <param name="farEnd">The port of the callee behind it.</param>
    /// <param name="definition">A switch of its configuration, such as <c>WITH_SHA256</c>; null for none.</param>
    /// <param name="cancellationToken">Ends the wait for its start.</param>
    /// <param name="callerPort">The port from which the network calls the registered user.</param>
    /// <param name="certificates">Who issues the certificate that <c>WITH_TLS</c> needs.</param>
    public static async Task<Kamailio> StartAsync(int farEnd, string? definition, CancellationToken cancellationToken, PeerCertificates? certificates = null, int? callerPort = null)
    {
        var folder = Directory.CreateTempSubdirectory("parley-kamailio-").FullName;
        certificates?.Issue("127.0.0.1", Path.Combine(folder, "peer-cert.pem"), Path.Combine(folder, "peer-key.pem"));
        var port = FreePorts.TakeBlock(2);
        var source = Path.Combine(Repository.Root, "tests", "Parley.EndToEnd.Tests", "Peers", "kamailio", "kamailio.cfg");
        var text = (await File.ReadAllTextAsync(source, cancellationToken))
            .Replace("127.0.0.1:5080", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("127.0.0.1:5081", $"127.0.0.1:{port + 1}", StringComparison.Ordinal)
            .Replace("$sp == 5071", $"$sp == {callerPort ?? 5071}", StringComparison.Ordinal)
            .Replace("127.0.0.1:5070", $"127.0.0.1:{farEnd}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "kamailio.cfg"), text, cancellationToken);

        string[] switches = definition is null ? [] : ["-A", definition];
        string[] arguments = ["-DD", "-E", "-f", "kamailio.cfg", "-m", "64", "-M", "8", "-w", ".", "-Y", ".", "-P", "kamailio.pid", .. switches];
        var process = PeerProcess.Start("kamailio", folder, arguments);
        var kamailio = new Kamailio(process, folder, port);
        while (!FreePorts.IsTaken(port))
        {
            Assert.False(process.HasExited, $"kamailio ended at its start:\n{process.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        return kamailio;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
