using System.Net;
using System.Text.Json;
using Parley.Client;
using Parley.Client.Models;
using Parley.Server.Sessions;
using SessionEvent = Parley.Client.Models.SessionEvent;

namespace Parley.Server.Tests.Api;

/// <summary>The typed client against the server itself.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;
    private ParleyClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_folder, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "1"));
        _client = new(_server.Client, new() { PublicKey = TestServer.PublicKey, PrivateKey = TestServer.PrivateKey });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Session_FromStartToStop_IsWhatTheServerSays()
    {
        var started = await _client.StartAsync("outbound", StartSession.Dialling("+15551230001"), cancellationToken: Token);
        var running = await _client.Sessions.GetAsync("outbound", started.SessionId, Token);
        var refused = await Assert.ThrowsAsync<ParleyApiException>(() => _client.StartAsync("outbound", new StartSession(), cancellationToken: Token));
        var page = await _client.Sessions.ListAsync("outbound", new() { Ended = false }, Token);
        await _client.Sessions.StopAsync("outbound", started.SessionId, Token);
        var events = new List<SessionEvent>();
        await foreach (var happened in _client.Sessions.FollowAsync("outbound", started.SessionId, cancellationToken: Token))
        {
            events.Add(happened);
        }

        var ended = await _client.Sessions.GetAsync("outbound", started.SessionId, Token);
        Assert.Equal("""{"dialout_settings":[{"phoneNumber":"\u002B15551230001"}]}""", Assert.Single(await _server.Runner.StartedAsync()).Body.GetRawText());
        Assert.Equal((null, started.DailyRoom), (running.EndedAt, running.DailyRoom));
        Assert.Equal((HttpStatusCode.TooManyRequests, "PCC-AGENT-AT-CAPACITY", 5), (refused.Status, refused.Code, refused.RetryAfter?.TotalSeconds));
        Assert.Equal(started.SessionId, Assert.Single(page.Sessions).SessionId);
        Assert.Empty(events);
        Assert.Equal("TERMINATED", ended.CompletionStatus);
    }

    [Fact]
    public async Task Agents_ReadAndChanged_AreWhatTheServerSays()
    {
        var names = (await _client.Agents.ListAsync(Token)).Select(a => a.Name);
        var changed = await _client.Agents.UpdateAsync("outbound", new() { MaxAgents = 7, MaxSessionDuration = TimeSpan.FromMinutes(5) }, Token);
        var read = await _client.Agents.GetAsync("outbound", Token);
        var logs = await _client.Agents.ListLogsAsync("outbound", new() { Query = "nothing of the kind" }, Token);
        await _client.Agents.DeleteAsync("outbound", Token);
        var gone = await Assert.ThrowsAsync<ParleyApiException>(() => _client.Agents.GetAsync("outbound", Token));

        Assert.Equal(["outbound", "other"], names);
        Assert.Equal((7, changed.ActiveDeploymentId), (read.AutoScaling.MaxReplicas, read.ActiveDeploymentId));
        Assert.Equal((0, 0), (logs.Total.Value, logs.Logs.Count));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task Ask_OfASession_GivesTheAnswerAsItIs()
    {
        using var answer = await _client.AskAsync(HttpMethod.Get, "outbound", Guid.NewGuid(), "/status", cancellationToken: Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Invalid or not-yet-ready session_id", JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Follow_OfOneThatEnds_Ends()
    {
        var started = await _client.StartAsync("outbound", new StartSession(), cancellationToken: Token);
        var following = _client.Sessions.FollowAsync("outbound", started.SessionId, cancellationToken: Token).CountAsync(Token).AsTask();

        _server.Runner.End(started.SessionId, SessionEnd.Completed());

        Assert.Equal(0, await following);
    }
}
