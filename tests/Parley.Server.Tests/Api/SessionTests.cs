using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

public sealed class SessionTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("2.4 get")]
    public async Task Get_RunningSession_ShowsItWithItsDialouts()
    {
        var id = (await _server.StartAgentAsync("""{"createDailyRoom":true,"body":{"a":1}}""")).Json.GetProperty("sessionId").GetGuid();
        var attempts = _server.Services.GetRequiredService<AttemptStore>();
        var leg = Guid.NewGuid();
        await attempts.AddAsync(new(leg, id, DialoutDestination.PhoneNumber, "+15551230001", "+15550001", "carrier"), Stop);
        await attempts.EndAsync(leg, Busy, Stop);

        var session = (await _server.GetAsync($"/v1/agents/outbound/sessions/{id}")).Json;

        Assert.Equal(id, session.GetProperty("sessionId").GetGuid());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("endedAt").ValueKind);
        Assert.Equal(JsonValueKind.Null, session.GetProperty("completionStatus").ValueKind);
        Assert.Equal(7, session.GetProperty("bodySize").GetInt32());
        Assert.StartsWith(_server.Client.BaseAddress!.ToString(), session.GetProperty("dailyRoom").GetString(), StringComparison.Ordinal);
        var dialout = Assert.Single(session.GetProperty("dialouts").EnumerateArray());
        Assert.Equal((leg, "+15551230001"), (dialout.GetProperty("sessionId").GetGuid(), dialout.GetProperty("phoneNumber").GetString()));
        Assert.Equal(("ringing", 486, 17, "callee"), (dialout.GetProperty("stage").GetString(), dialout.GetProperty("sipStatus").GetInt32(), dialout.GetProperty("q850Cause").GetInt32(), dialout.GetProperty("hungUpBy").GetString()));
        Assert.True(dialout.GetProperty("retryable").GetBoolean());
        Assert.False(dialout.TryGetProperty("sipUri", out _));
    }

    [Fact]
    [Contract("2.4 completionStatus")]
    public async Task Get_EndedByItsAgent_IsCompleted()
    {
        var id = await _server.StartSessionAsync();

        _server.Runner.End(id, SessionEnd.Completed("callee hung up"));
        var session = await EndedAsync(id);

        Assert.Equal(("HTTP_COMPLETED", "callee hung up"), (session.GetProperty("completionStatus").GetString(), session.GetProperty("endReason").GetString()));
    }

    [Fact]
    public async Task Get_AgentThrew_IsFailedAndTheOthersLiveOn()
    {
        var living = await _server.StartSessionAsync();
        _server.Runner.Behaviour = (_, _) => throw new InvalidOperationException("no voice");

        var failed = await EndedAsync(await _server.StartSessionAsync());

        Assert.Equal(("HTTP_ERROR", "no voice"), (failed.GetProperty("completionStatus").GetString(), failed.GetProperty("endReason").GetString()));
        Assert.True(_server.Services.GetRequiredService<LiveSessions>().IsLive(living));
        Assert.Equal(1, _server.Services.GetRequiredService<AgentCapacity>().Active("outbound"));
    }

    [Fact]
    [Contract("2.7 maxSessionDuration")]
    public async Task Get_TooLong_IsCancelledWithThatReason()
    {
        var id = await _server.StartSessionAsync();

        _server.Time.Advance(TimeSpan.FromHours(2));
        var session = await EndedAsync(id);

        Assert.Equal("MAX_SESSION_DURATION", session.GetProperty("completionStatus").GetString());
    }

    [Fact]
    [Contract("2.4 delete")]
    public async Task Delete_RunningSession_CancelsItAndWaits()
    {
        var id = await _server.StartSessionAsync();

        var deleted = await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{id}", TestServer.PrivateKey);
        var session = (await _server.GetAsync($"/v1/agents/outbound/sessions/{id}")).Json;
        var again = await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{id}", TestServer.PrivateKey);

        Assert.Equal((200, "terminated", id), (deleted.Status, deleted.Json.GetProperty("status").GetString(), deleted.Json.GetProperty("session_id").GetGuid()));
        Assert.Equal("TERMINATED", session.GetProperty("completionStatus").GetString());
        Assert.Equal(200, again.Status);
    }

    [Fact]
    [Contract("2.4 status")]
    [Contract("2.4 startTime, endTime")]
    public async Task List_Filtered_IsWhatFits()
    {
        var first = await _server.StartSessionAsync();
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await _server.StartSessionAsync();
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        var third = await _server.StartSessionAsync();
        _server.Runner.End(second, SessionEnd.Completed());
        await EndedAsync(second);

        Assert.Equal([third, first], await FoundAsync("status=active"));
        Assert.Equal([second], await FoundAsync("status=ended"));
        Assert.Equal([third, second, first], await FoundAsync("status=all"));
        Assert.Equal([third, second], await FoundAsync("startTime=2030-01-02T03:04:06Z"));
        Assert.Equal([second, first], await FoundAsync("endTime=2030-01-02T04:04:06%2B01:00"));
        Assert.Equal([second], await FoundAsync("startTime=2030-01-02T03:04:06Z&endTime=2030-01-02T03:04:06Z&status=ended"));
        Assert.Empty(await FoundAsync("startTime=2030-01-02T03:04:08Z"));
        Assert.Empty(await FoundAsync("startTime=2030-01-02T03:04:06Z&endTime=2030-01-02T03:04:05Z"));

        async Task<List<Guid>> FoundAsync(string query) =>
            [.. (await _server.GetAsync($"/v1/agents/outbound/sessions?{query}")).Json.GetProperty("sessions").EnumerateArray().Select(s => s.GetProperty("sessionId").GetGuid())];
    }

    [Fact]
    [Contract("2.4 list")]
    [Contract("2.4 paging")]
    public async Task List_Pages_CountsAll()
    {
        var first = await _server.StartSessionAsync();
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await _server.StartSessionAsync();
        _server.Runner.End(first, SessionEnd.Completed());
        await EndedAsync(first);

        var page = (await _server.GetAsync("/v1/agents/outbound/sessions?limit=1")).Json;
        var active = (await _server.GetAsync("/v1/agents/outbound/sessions?status=active")).Json;
        var early = (await _server.GetAsync("/v1/agents/outbound/sessions?startTime=2030-01-02T03:04:05Z&endTime=2030-01-02T03:04:05Z")).Json;

        Assert.Equal((2, second), (page.GetProperty("total_count").GetInt32(), page.GetProperty("sessions")[0].GetProperty("sessionId").GetGuid()));
        Assert.Equal(second, Assert.Single(active.GetProperty("sessions").EnumerateArray()).GetProperty("sessionId").GetGuid());
        Assert.Equal(first, Assert.Single(early.GetProperty("sessions").EnumerateArray()).GetProperty("sessionId").GetGuid());
    }

    [Fact]
    [Contract("2.4 Invalid parameters")]
    public async Task List_BadQuery_NamesEveryParameter()
    {
        var answer = await _server.GetAsync("/v1/agents/outbound/sessions?limit=x&status=maybe&startTime=yesterday");

        Assert.Equal((400, "Invalid parameters"), (answer.Status, answer.Error));
        var issues = answer.Json.GetProperty("err").GetProperty("issues").EnumerateArray().Select(i => i.GetProperty("path")[0].GetString());
        Assert.Equal(["limit", "status", "startTime"], issues);
    }

    [Theory]
    [InlineData(null, "UNAUTHORIZED", "Unauthorized")]
    [InlineData(TestServer.PublicKey, "UNAUTHORIZED", "Unauthorized")]
    [InlineData("sk_unknown", "401", "Unauthorized / token expired")]
    [Contract("2.1 private key")]
    [Contract("2.1 public key refused")]
    [Contract("2.1 missing key")]
    public async Task PrivateRoutes_WithoutAPrivateKey_AreRefused(string? key, string code, string text)
    {
        foreach (var path in new[] { "/v1/agents/outbound/sessions", $"/v1/agents/outbound/sessions/{Guid.NewGuid()}" })
        {
            var answer = await _server.GetAsync(path, key);

            Assert.Equal((401, code, text), (answer.Status, answer.Code, answer.Error));
        }
    }

    [Theory]
    [InlineData(null, 400, "authorization-header-error")]
    [InlineData("", 400, "authorization-header-error")]
    [InlineData(TestServer.PublicKey, 401, "authentication-error")]
    [InlineData("sk_unknown", 401, "authentication-error")]
    [Contract("4.1 authentication-error")]
    [Contract("4.1 authorization-header-error")]
    public async Task DomainRoutes_WithoutAPrivateKey_AreRefusedInTheirOwnShape(string? key, int status, string error)
    {
        var answer = await _server.GetAsync("/v1/purchased-phone-numbers", key);

        Assert.Equal((status, error), (answer.Status, answer.Error));
        Assert.Equal(["error", "info"], answer.Json.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    [Contract("2.4 404")]
    public async Task UnknownAgentOrSession_IsNotFound()
    {
        var id = await _server.StartSessionAsync();

        Assert.Equal("Service not found", (await _server.GetAsync("/v1/agents/nobody/sessions")).Error);
        Assert.Equal("Service not found", (await _server.GetAsync($"/v1/agents/nobody/sessions/{id}")).Error);
        Assert.Equal("Session not found", (await _server.GetAsync($"/v1/agents/other/sessions/{id}")).Error);
        Assert.Equal("Session not found", (await _server.GetAsync("/v1/agents/outbound/sessions/not-an-id")).Error);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/other/sessions/{id}", TestServer.PrivateKey)).Status);
        Assert.True(_server.Services.GetRequiredService<LiveSessions>().IsLive(id));
    }

    [Fact]
    public async Task Keys_Revoked_OpenNothingFromThenOn()
    {
        var keys = _server.Services.GetRequiredService<ApiKeyStore>();
        var made = await keys.CreateAsync(ApiKeyKind.Public, "web page", Stop);
        var before = await _server.StartAgentAsync("{}", key: made.Secret);

        await keys.RevokeAsync(made.Key.Id, Stop);
        var after = await _server.StartAgentAsync("{}", key: made.Secret);

        Assert.Equal((200, 401, "401"), (before.Status, after.Status, after.Code));
    }

    private static DialoutOutcome Busy => new()
    {
        Stage = DialoutStage.Ringing,
        SipStatus = 486,
        Q850Cause = 17,
        Rang = true,
        EndedBy = HangUpParty.Callee,
        IsRetryable = true,
        Error = "Busy Here",
        StartedAt = TestServer.Now,
        EndedAt = TestServer.Now,
    };

    /// <summary>Waits until the session has unwound, then shows it.</summary>
    private async Task<JsonElement> EndedAsync(Guid id)
    {
        await _server.Services.GetRequiredService<LiveSessions>().WhenEndedAsync(id, Stop);
        return (await _server.GetAsync($"/v1/agents/outbound/sessions/{id}")).Json;
    }
}
