using System.Text;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

/// <summary>The dialect of a runner on an author's own machine (contract 1.6).</summary>
public sealed class LocalRunnerTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("LocalRunner:Enabled", "true"), ("LocalRunner:Agent", "other"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("1.6 POST /start")]
    public async Task Start_WithoutKeyAndAgent_StartsTheConfiguredOne()
    {
        var answer = await SendAsync("/start", """{"createDailyRoom":true,"body":{"a":1}}""");

        Assert.Equal((200, true, true), (answer.Status, answer.Json.TryGetProperty("dailyRoom", out _), answer.Json.TryGetProperty("dailyToken", out _)));
        var command = Assert.Single(await _server.Runner.StartedAsync());
        Assert.Equal(("other", """{"a":1}""", answer.Json.GetProperty("sessionId").GetGuid()), (command.Agent, command.Body.GetRawText(), command.SessionId));
    }

    [Fact]
    [Contract("1.6 GET /status")]
    public async Task Status_OfARunner_IsReadyForDaily()
    {
        var answer = await _server.GetAsync("/status", key: null);

        Assert.Equal(("ready", "daily"), (answer.Json.GetProperty("status").GetString(), Assert.Single(answer.Json.GetProperty("transports").EnumerateArray()).GetString()));
    }

    [Theory]
    [InlineData("webrtc")]
    [InlineData("websocket")]
    [InlineData("twilio")]
    [Contract("1.6 transport not allowed")]
    public async Task Start_OtherTransport_IsNotAllowed(string transport)
    {
        var answer = await SendAsync("/start", $$"""{"transport":"{{transport}}"}""");

        Assert.Equal(
            (400, $"Transport '{transport}' is not allowed. Server is configured for 'daily' only (-t daily)."), (answer.Status, answer.Json.GetProperty("detail").GetString()));
        Assert.Empty(_server.Runner.Started);
    }

    [Fact]
    [Contract("1.6 ANY /sessions/{id}/{path}")]
    public async Task Sessions_UnknownId_IsNotFound()
    {
        foreach (var method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
        {
            var answer = await _server.SendAsync(new HttpMethod(method), $"/sessions/{Guid.NewGuid()}/api/offer", key: null);

            Assert.Equal((404, "Invalid or not-yet-ready session_id"), (answer.Status, answer.Error));
        }
    }

    [Fact]
    [Contract("1.6 POST /daily-dialin-webhook")]
    public async Task DialinWebhook_OfAWaitingCall_StartsTheAgentWithIt()
    {
        var answer = await SendAsync("/daily-dialin-webhook", """{"From":"+15551230001","To":"+15550001111","callId":"c1","callDomain":"d1"}""");
        var incomplete = await SendAsync("/daily-dialin-webhook", """{"From":"+1"}""");

        Assert.Equal((200, 400), (answer.Status, incomplete.Status));
        Assert.Equal(
            """{"dialin_settings":{"call_id":"c1","call_domain":"d1","from":"\u002B15551230001","to":"\u002B15550001111"}}""", Assert.Single(await _server.Runner.StartedAsync()).Body.GetRawText());
    }

    [Theory]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Host", "evil.example.com")]
    public async Task Start_FromAPageOfSomebodyElse_IsRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/start") { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await _server.Client.SendAsync(request, Token);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Empty(_server.Runner.Started);
    }

    [Fact]
    public async Task Runner_NotSwitchedOn_IsNotThere()
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, "/start", null, new StringContent("{}"))).Status);
        Assert.Equal(404, (await server.GetAsync("/status", null)).Status);
    }

    private Task<TestServer.Answer> SendAsync(string path, string json)
        => _server.SendAsync(HttpMethod.Post, path, null, new StringContent(json, Encoding.UTF8, "application/json"));
}
