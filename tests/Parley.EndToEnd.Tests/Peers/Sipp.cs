using Xunit.Sdk;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>sipp with one of the scenarios of Peers/sipp: exactly one call, as callee or as caller. It exits 0 only when the flow was as written.</summary>
internal sealed class Sipp : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly string _folder;

    private Sipp(PeerProcess process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The SIP port that sipp listens on.</summary>
    public int Port { get; }

    /// <summary>Every SIP message that sipp sent and received.</summary>
    public string Messages => string.Concat(Directory.GetFiles(_folder, "*_messages.log").Select(ReadShared));

    /// <summary>Starts a callee, which waits for one call.</summary>
    public static Sipp Callee(string scenario, params string[] more) => Start(scenario, null, more);

    /// <summary>Starts a caller, which calls the user at the port at once.</summary>
    public static Sipp Caller(string scenario, int targetPort, string user, params string[] more) =>
        Start(scenario, $"127.0.0.1:{targetPort}", ["-s", user, "-key", "caller", "+15550100", .. more]);

    /// <summary>Waits for sipp's own verdict and fails the test with its messages unless the flow was as written.</summary>
    public async Task PassedAsync(CancellationToken cancellationToken)
    {
        var status = await _process.WaitForExitAsync(TimeSpan.FromSeconds(90), cancellationToken);
        if (status != 0)
        {
            var errors = string.Concat(Directory.GetFiles(_folder, "*_errors.log").Select(ReadShared));
            throw new XunitException($"sipp ended with status {status}.\n{errors}\n{Messages}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Sipp Start(string scenario, string? target, string[] more)
    {
        // sipp reads its media files from, and writes its logs to, the working folder.
        var folder = Directory.CreateTempSubdirectory("parley-sipp-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Parley.EndToEnd.Tests", "Peers", "sipp")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var port = FreePorts.Take();
        string[] common = ["-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", $"{port}", "-mp", $"{FreePorts.TakeBlock(8)}", "-nostdin", "-m", "1", "-timeout", "80s", "-timeout_error", "-trace_err", "-trace_msg"];
        string[] arguments = [.. target is null ? ["-aa"] : new[] { target }, "-sf", scenario, .. common, .. more];
        return new Sipp(PeerProcess.Start("sipp", folder, arguments, new Dictionary<string, string> { ["TERM"] = "dumb" }), folder, port);
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }
}
