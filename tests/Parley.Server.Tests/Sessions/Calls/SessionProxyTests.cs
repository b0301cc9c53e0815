using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Agents.Endpoints;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>HTTP to the endpoints of an agent that runs (contract 3).</summary>
public sealed class SessionProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    [Contract("3 proxy of every method")]
    [Contract("3 x-daily-session-id")]
    public async Task Proxy_EveryMethod_ReachesTheAgentAndComesBackAsItIs(string method)
    {
        await using var server = await LiveServer.StartAsync();
        SessionRequest? seen = null;
        server.Agents["outbound"] = (session, ct) =>
        {
            session.MapEndpoint(method, "/notes/{id}/text", (request, _) =>
            {
                seen = request;
                return Task.FromResult(new SessionResponse(207) { ContentType = "text/x-note", Body = "köstlich"u8.ToArray(), Headers = new Dictionary<string, string> { ["X-Note"] = "7" } });
            });
            return Scripted.Stays(session, ct);
        };
        var id = await server.StartSessionAsync();

        using var request = Request(method, $"/v1/public/outbound/sessions/{id}/notes/a%20b/text?x=1&x=2&y=%26");
        request.Headers.Add("X-Question", "why");
        request.Content = method is "GET" or "HEAD" ? null : new ByteArrayContent([1, 2, 3]);
        using var answer = await server.Client.SendAsync(request, Token);
        var body = await answer.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal((207, "text/x-note", "7"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), answer.Headers.GetValues("X-Note").Single()));
        Assert.Equal(method == "HEAD" ? "" : "köstlich", Encoding.UTF8.GetString(body));
        Assert.Equal((method, "/notes/a b/text", "?x=1&x=2&y=%26", "a b"), (seen!.Method, seen.Path, seen.QueryString, seen.PathValues["id"]));
        Assert.Equal(["1", "2"], seen.Query["x"]);
        Assert.Equal((method is "GET" or "HEAD" ? 0 : 3, "why", $"{id}"), (seen.Body.Length, seen.Headers["x-question"].Single(), seen.Headers["x-daily-session-id"].Single()));
        Assert.False(seen.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    [Contract("3 errors")]
    public async Task Proxy_WhatIsNotThere_IsNotFound()
    {
        await using var server = await LiveServer.StartAsync();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.MapEndpoint("POST", "/here", (_, _) => Task.FromResult(SessionResponse.NoContent));
            session.MapEndpoint("GET", "/fails", (_, _) => throw new InvalidOperationException("secret plans"));
            session.MapEndpoint("GET", "/injects", (_, _) => Task.FromResult(SessionResponse.Text("x") with { Headers = new Dictionary<string, string> { ["X-A"] = "b\r\nSet-Cookie: c" } }));
            return Scripted.Stays(session, ct);
        };
        var id = await server.StartSessionAsync();

        Assert.Equal((404, "Invalid or not-yet-ready session_id"), await AskAsync(server, "GET", $"/v1/public/outbound/sessions/{Guid.NewGuid()}/here"));
        Assert.Equal((404, "Invalid or not-yet-ready session_id"), await AskAsync(server, "GET", "/v1/public/outbound/sessions/7/here"));
        Assert.Equal((404, "Invalid or not-yet-ready session_id"), await AskAsync(server, "POST", $"/v1/public/inbound/sessions/{id}/here"));
        Assert.Equal((404, "Service not found"), await AskAsync(server, "POST", $"/v1/public/nobody/sessions/{id}/here"));
        Assert.Equal((404, "The session's agent has no such endpoint"), await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/there"));
        Assert.Equal((405, "Method GET is not allowed here; use POST"), await AskAsync(server, "GET", $"/v1/public/outbound/sessions/{id}/here"));
        Assert.Equal(401, (await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/here", TestServer.PrivateKey)).Status);
        Assert.Equal(401, (await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/here", null)).Status);
        var failed = await AskAsync(server, "GET", $"/v1/public/outbound/sessions/{id}/fails");
        Assert.Equal(500, failed.Status);
        Assert.DoesNotContain("secret plans", failed.Error, StringComparison.Ordinal);
        Assert.Equal(500, (await AskAsync(server, "GET", $"/v1/public/outbound/sessions/{id}/injects")).Status);
        Assert.Equal(413, (await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/here", TestServer.PublicKey, new byte[(1024 * 1024) + 1])).Status);
        Assert.Equal(204, (await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/here")).Status);
        await server.DeleteAsync(id);
        Assert.Equal((404, "Invalid or not-yet-ready session_id"), await AskAsync(server, "POST", $"/v1/public/outbound/sessions/{id}/here"));
    }

    [Fact]
    [Contract("3 waits while the agent starts")]
    public async Task Proxy_AgentThatStillStarts_IsWaitedForButNotForEver()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await LiveServer.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        var starts = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["outbound"] = async (session, ct) =>
        {
            await starts.Task.WaitAsync(ct);
            session.MapEndpoint("GET", "/here", (_, _) => Task.FromResult(SessionResponse.Text("yes")));
            await Scripted.Stays(session, ct);
        };
        var id = await server.StartSessionAsync();

        var early = AskAsync(server, "GET", $"/v1/public/outbound/sessions/{id}/here");
        while (!early.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));   // The request may not have arrived yet, so the clock goes on until it has waited its minute.
            await Task.Yield();
        }

        var patient = AskAsync(server, "GET", $"/v1/public/outbound/sessions/{id}/here");
        starts.SetResult();

        Assert.Equal(504, (await early).Status);
        Assert.Equal(200, (await patient).Status);
    }

    [Fact]
    [Contract("3 CORS")]
    public async Task Proxy_FromABrowser_IsLetThrough()
    {
        await using var server = await LiveServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"/v1/public/outbound/sessions/{Guid.NewGuid()}/api/offer");
        preflight.Headers.Add("Origin", "https://app.example.com");
        preflight.Headers.Add("Access-Control-Request-Method", "PATCH");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization, content-type");
        using var allowed = await server.Client.SendAsync(preflight, Token);
        using var request = Request("POST", "/v1/public/nobody/start");
        request.Headers.Add("Origin", "https://app.example.com");
        using var answer = await server.Client.SendAsync(request, Token);

        Assert.Equal(204, (int)allowed.StatusCode);
        Assert.Equal("*", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Authorization, Content-Type", allowed.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("PATCH", allowed.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    /// <summary>The whole of contract 2.7's hard cancel, with a call that is up.</summary>
    [Fact]
    [Contract("2.7 maxSessionDuration")]
    public async Task Session_LongerThanItMayBe_IsCancelledAndItsCallHungUp()
    {
        var clock = new LongestSessionClock();
        await using var server = await LiveServer.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        server.Agents["outbound"] = Scripted.Dials(new DialoutRequest(CallServer.Callee));
        using var change = Request("POST", "/v1/agents/outbound", TestServer.PrivateKey);
        change.Content = new StringContent("""{"maxSessionDuration":61}""");
        using var changed = await server.Client.SendAsync(change, Token);
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await Phone.UntilAsync<Sip.CallConfirmed>(call);

        clock.ReachIt();
        var session = await server.EndOfAsync(id);

        Assert.Equal(200, (int)changed.StatusCode);
        Assert.True(Assert.IsType<Sip.CallEnded>(await Phone.EndOf(call)).ByRemote);
        Assert.Equal(("MAX_SESSION_DURATION", "longest session duration of 00:01:01 reached"), (session.Status, session.Reason));
        server.AssertNothingIsLeft();
    }

    /// <summary>The real clock, but for the longest session, whose end comes when the test says so.</summary>
    private sealed class LongestSessionClock : TimeProvider
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(61);

        private Action _reach = () => Assert.Fail("Nobody waits for the longest session to be over.");

        public void ReachIt() => _reach();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Longest)
            {
                _reach = () => callback(state);
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private static HttpRequestMessage Request(string method, string path, string? key = TestServer.PublicKey) => new(new HttpMethod(method), path)
    {
        Headers = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    private static async Task<(int Status, string? Error)> AskAsync(LiveServer server, string method, string path, string? key = TestServer.PublicKey, byte[]? body = null)
    {
        using var request = Request(method, path, key);
        request.Content = body is null ? null : new ByteArrayContent(body);
        using var answer = await server.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonElement.Parse(text).GetProperty("error").GetString() : null);
    }
}
