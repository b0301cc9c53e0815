using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions;

namespace Parley.Server.Tests.Hostile;

/// <summary>Requests that no HTTP client would send, byte by byte.</summary>
public sealed class RawRequestTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "1"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer pk_1\r\n injected: yes\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("POST /v1/public/out\0bound/start HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("POST /v1/public/%00/start HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("POST /v1/public/outbound%2fstart HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 404)]
    [InlineData("POST /v1/public/outbound/%2e%2e/%2e%2e/agents HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 401)]
    [InlineData("POST /v1/public/x/../outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer nonsense\r\nContent-Length: 2\r\n\r\n{}", 401)]
    [InlineData("GET /v1/agents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk_\u0001\r\n\r\n", 401)]
    [InlineData("POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400)]
    [InlineData("POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TestServer.PublicKey + "\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("NONSENSE\r\n\r\n", 400)]
    [InlineData("POST /v1/public/outbound/start HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    public async Task Raw_Malformed_IsRefusedAndTheServerLives(string request, int status)
    {
        Assert.Equal(status, await SendAsync(request));
        await AssertWellAsync();
    }

    [Fact]
    public async Task Raw_OverLongLinesAndHeaders_AreRefused()
    {
        Assert.Equal(414, await SendAsync($"GET /v1/agents/{new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n"));
        Assert.Equal(431, await SendAsync($"GET /v1/agents HTTP/1.1\r\nHost: a\r\nX-Long: {new string('a', 40_000)}\r\n\r\n"));
        Assert.Equal(431, await SendAsync($"GET /v1/agents HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: 1\r\n"))}\r\n"));
        Assert.Equal(413, await SendAsync($"POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TestServer.PublicKey}\r\nContent-Length: 999999999\r\n\r\n{{"));
        await AssertWellAsync();
    }

    /// <summary>The agent has one slot: whoever never sends the rest of a body must not have it.</summary>
    [Fact]
    public async Task Raw_BodyThatNeverEnds_HoldsNoSlotAndIsGivenUp()
    {
        var sockets = new List<TcpClient>();
        for (var i = 0; i < 20; i++)
        {
            var socket = await ConnectAsync();
            sockets.Add(socket);
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TestServer.PublicKey}\r\nContent-Length: 100\r\n\r\n{{\"body\":"), Token);
        }

        Assert.Equal(200, (await _server.StartAgentAsync("{}")).Status);
        var answers = sockets.Select(ReadStatusAsync).ToList();
        while (!answers.All(a => a.IsCompleted))
        {
            _server.Time.Advance(TimeSpan.FromSeconds(31));   // Those that are being read are given up; more may have come in meanwhile.
            await Task.WhenAny(Task.WhenAll(answers), Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token));
        }

        Assert.All(await Task.WhenAll(answers), status => Assert.Equal(408, status));
        sockets.ForEach(socket => socket.Dispose());
        Assert.Equal(1, _server.Services.GetRequiredService<AgentCapacity>().Active("outbound"));
    }

    [Fact]
    public async Task Raw_ClientThatLeavesMidway_LeavesNothing()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = await ConnectAsync();
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /v1/public/outbound/start HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TestServer.PublicKey}\r\nContent-Length: 100\r\n\r\n{{"), Token);
            socket.Client.Close(0);
        }

        await AssertWellAsync();
    }

    private async Task AssertWellAsync()
    {
        var started = await _server.StartAgentAsync("{}");
        Assert.Equal(200, started.Status);
        await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{started.Json.GetProperty("sessionId").GetGuid()}", TestServer.PrivateKey);
        Assert.Equal(0, _server.Services.GetRequiredService<AgentCapacity>().Active("outbound"));
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(_server.Client.BaseAddress!.Host, _server.Client.BaseAddress.Port, Token);
        return socket;
    }

    private async Task<int> SendAsync(string request)
    {
        using var socket = await ConnectAsync();
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Token);
        return await ReadStatusAsync(socket);
    }

    private static async Task<int> ReadStatusAsync(TcpClient socket)
    {
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII, leaveOpen: true);
        var line = await reader.ReadLineAsync(Token) ?? "HTTP/1.1 0";
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
