using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Parley.Client;

namespace Parley.Cli.Tests.Calling;

public sealed class CallCommandTests : IAsyncLifetime
{
    private CalledServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await CalledServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Call_Answered_ShowsTheCallAndExits0()
    {
        var calling = RunAsync(_server.Destination);
        await _server.AnswersAsync();
        var (status, output, error) = await calling;

        Assert.Equal((CallCommand.Answered, ""), (status, error));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Matches("^session [0-9a-f-]{36} of outbound$", lines[0]);
        Assert.Equal(
            ["call-state-updated joining", "call-state-updated joined", "dialout-connected", "participant-joined", "dialout-answered", "call-state-updated leaving", "dialout-stopped", "participant-left", "call-state-updated left"],
            lines[1..^2].Select(line => line[(line.IndexOf('s', StringComparison.Ordinal) + 3)..]));
        Assert.StartsWith("HTTP_COMPLETED: ", lines[^2], StringComparison.Ordinal);
        Assert.Contains("answered, SIP 200, ended by the agent", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    public async Task Call_NotAnswered_SaysWhyAndExits3(int sip)
    {
        var calling = RunAsync(_server.Destination);
        await _server.RejectsAsync(sip);
        var (status, output, _) = await calling;

        Assert.Equal(CallCommand.NotAnswered, status);
        Assert.Contains("dialout-error", output, StringComparison.Ordinal);
        Assert.Contains($"SIP {sip}, ended by the callee", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatNobodyDials_Exits1()
    {
        var (status, output, _) = await RunAsync("sip:911@127.0.0.1");   // A rule refuses it, so that the session ends without an attempt.

        Assert.Equal(CallCommand.Failed, status);
        Assert.Contains("HTTP_COMPLETED", output, StringComparison.Ordinal);
        Assert.DoesNotContain("dialout", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutAPrivateKey_StartsAndDoesNotFollow()
    {
        var (status, output, error) = await RunAsync(_server.Destination, keys: [CalledServer.PublicKey]);
        await _server.RejectsAsync(486);

        Assert.Equal((CallCommand.Answered, ""), (status, error));
        Assert.Matches("^session [0-9a-f-]{36} of outbound\\s*$", output);
    }

    [Theory]
    [InlineData("sip:a@127.0.0.1", "the server refused: Unauthorized / token expired (401 401)", "--key", "pk_wrong0123456789", "--key", CalledServer.PrivateKey)]
    [InlineData("sip:a@127.0.0.1", "takes a public key, and the client was given none", "--key", CalledServer.PrivateKey)]
    [InlineData("sip:a@127.0.0.1", "the server refused: Service not found (404 404)", "--agent", "nobody")]
    [InlineData("sip:a@127.0.0.1", "--body is no JSON object", "--body", "[1]")]
    [InlineData("sip:a@127.0.0.1", "parley: ", "--body", "{")]
    [InlineData("sip:a@127.0.0.1", "--server: 'ftp://there' is no address", "--server", "ftp://there")]
    [InlineData("555", "'555' is nobody to call; expected a number with its plus sign")]
    [InlineData("+1555x", "'+1555x' is nobody to call")]
    public async Task Call_Wrong_SaysSoAndExits1(string destination, string said, params string[] more)
    {
        var (status, output, error) = await RunAsync(destination, more: more, keys: more.Contains("--key") ? [] : null);

        Assert.Equal(CallCommand.Failed, status);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("session ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ServerNotThere_SaysSoAndExits1()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var nobody = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();

        var (status, _, error) = await RunAsync("sip:a@127.0.0.1", more: ["--server", $"http://127.0.0.1:{nobody}"]);

        Assert.Equal(CallCommand.Failed, status);
        Assert.StartsWith("parley: the server cannot be reached: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Cancelled_StopsTheSessionAndIs130()
    {
        using var http = new HttpClient { BaseAddress = new(_server.Url) };
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var client = new ParleyClient(http, new() { PublicKey = CalledServer.PublicKey, PrivateKey = CalledServer.PrivateKey });
        var calling = CallCommand.RunAsync(client, new("outbound", _server.Destination, """{"stays":true}""", Follows: true), output, output, stop.Token);
        await _server.AnswersAsync();

        await stop.CancelAsync();

        Assert.Equal(CallCommand.Stopped, await calling);
        Assert.Contains("stopping the session", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("TERMINATED", await _server.StatusOfAsync(output.ToString().Split(' ')[1]));
    }

    [Fact]
    public async Task Call_CancelledBeforeTheStartIsAnswered_StopsTheSessionAllTheSame()
    {
        using var answers = new HeldAnswers();
        using var http = new HttpClient(answers) { BaseAddress = new(_server.Url) };
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var client = new ParleyClient(http, new() { PublicKey = CalledServer.PublicKey, PrivateKey = CalledServer.PrivateKey });
        var calling = CallCommand.RunAsync(client, new("outbound", _server.Destination, """{"stays":true}""", Follows: true), output, output, stop.Token);
        await _server.AnswersAsync();

        await stop.CancelAsync();
        answers.LetGo();

        Assert.Equal(CallCommand.Stopped, await calling);
        Assert.Equal("TERMINATED", await _server.StatusOfAsync(output.ToString().Split(' ')[1]));
    }

    /// <summary>The command as a process of its own, since signals are the process's.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Call_Signalled_StopsTheSessionAndExits130(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        // Whoever runs the tests in the background of a shell has them ignore SIGINT, and so would the command.
        string[] shell = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        string[] arguments =
        [
            .. shell[1..], "exec", typeof(CallCommand).Assembly.Location, "call", _server.Destination, "--server", _server.Url, "--key", CalledServer.PublicKey, "--key", CalledServer.PrivateKey,
            "--body", """{"stays":true}""",
        ];
        using var command = Process.Start(new ProcessStartInfo(shell[0], arguments) { RedirectStandardOutput = true })!;
        await _server.AnswersAsync();
        string? line, session = null;
        do
        {
            line = await command.StandardOutput.ReadLineAsync(Token);
            session ??= line?.Split(' ')[1];
        }
        while (line?.Contains("dialout-answered", StringComparison.Ordinal) is false);

        using var kill = Process.Start("kill", [$"-{signal}", $"{command.Id}"]);
        await command.WaitForExitAsync(Token);

        Assert.Equal(CallCommand.Stopped, command.ExitCode);
        Assert.Contains("stopping the session", await command.StandardOutput.ReadToEndAsync(Token), StringComparison.Ordinal);
        Assert.Equal("TERMINATED", await _server.StatusOfAsync(session!));
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(string destination, IReadOnlyList<string>? more = null, IReadOnlyList<string>? keys = null)
    {
        using StringWriter output = new(), error = new();
        var server = more?.Contains("--server") is true ? [] : new[] { "--server", _server.Url };
        string[] arguments = [destination, .. server, .. (keys ?? [CalledServer.PublicKey, CalledServer.PrivateKey]).SelectMany(key => new[] { "--key", key }), .. more ?? []];
        var status = await CallCommand.Create().Parse(arguments).InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = null }, Token);
        return (status, output.ToString(), error.ToString());
    }

    /// <summary>A network that is slow to bring the first answer.</summary>
    private sealed class HeldAnswers() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _go.TrySetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await _go.Task.WaitAsync(cancellationToken);
            return answer;
        }
    }
}
