using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

/// <summary>What becomes of starts when all sessions of an agent are taken.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AgentCapacity Capacity => _server.Services.GetRequiredService<AgentCapacity>();

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        _folder, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "1"), ("Agents:0:Queue:Length", "2"), ("Agents:0:Queue:Timeout", "00:00:30"),
        ("Agents:1:Name", "other"), ("Agents:1:MaxAgents", "50"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("- queue")]
    public async Task Start_AtCapacity_WaitsItsTurnFirstComeFirstServed()
    {
        var running = await _server.StartSessionAsync();
        var first = _server.StartAgentAsync("""{"body":{"n":1}}""");
        await WaitUntilAsync(1);
        var second = _server.StartAgentAsync("""{"body":{"n":2}}""");
        await WaitUntilAsync(2);
        var queue = (await _server.GetAsync("/v1/agents/outbound")).Json.GetProperty("queue");
        var third = await _server.StartAgentAsync("{}");

        await DeleteAsync(running);
        var served = (await first).Json.GetProperty("sessionId").GetGuid();
        Assert.False(second.IsCompleted);
        await DeleteAsync(served);
        Assert.Equal(200, (await second).Status);

        Assert.Equal((2, 2, 30), (queue.GetProperty("waiting").GetInt32(), queue.GetProperty("length").GetInt32(), queue.GetProperty("timeoutSeconds").GetDouble()));
        Assert.Equal((429, "PCC-AGENT-AT-CAPACITY"), (third.Status, third.Code));
        Assert.Equal(["{}", """{"n":1}""", """{"n":2}"""], (await _server.Runner.StartedAsync(3)).Select(c => c.Body.GetRawText()));
        Assert.Equal((1, 0), (Capacity.Active("outbound"), Capacity.Waiting("outbound")));
    }

    [Fact]
    public async Task Start_ThatWaitedTooLong_IsRefusedWithRetryAfter()
    {
        var running = await _server.StartSessionAsync();
        using var request = Request("outbound");
        var waiting = _server.Client.SendAsync(request, Token);
        await WaitUntilAsync(1);

        _server.Time.Advance(TimeSpan.FromSeconds(30));
        using var answer = await waiting;
        await DeleteAsync(running);

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal((0, 0), (Capacity.Active("outbound"), Capacity.Waiting("outbound")));
    }

    [Fact]
    public async Task Start_WhoseClientLeaves_GivesItsPlaceUp()
    {
        var running = await _server.StartSessionAsync();
        using (var leaving = new CancellationTokenSource())
        {
            using var request = Request("outbound");
            var waiting = _server.Client.SendAsync(request, leaving.Token);
            await WaitUntilAsync(1);
            leaving.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await WaitUntilAsync(0);
        await DeleteAsync(running);

        Assert.Equal(0, Capacity.Active("outbound"));
        Assert.Single(await _server.Runner.StartedAsync());
    }

    [Fact]
    public async Task Start_ThatWaitsWhileTheServerStops_IsToldSo()
    {
        await _server.StartSessionAsync();
        using var request = Request("outbound");
        var waiting = _server.Client.SendAsync(request, Token);
        await WaitUntilAsync(1);

        await _server.Services.GetRequiredService<LiveSessions>().StopAllAsync(Token);
        using var answer = await waiting;

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal(0, Capacity.Active("outbound"));
    }

    [Fact]
    public async Task Start_WaitingWhenTheLimitIsRaised_IsServed()
    {
        await _server.StartSessionAsync();
        var waiting = _server.StartAgentAsync("{}");
        await WaitUntilAsync(1);

        await _server.SendAsync(HttpMethod.Post, "/v1/agents/outbound", TestServer.PrivateKey, new StringContent("""{"autoScaling":{"maxAgents":2}}"""));

        Assert.Equal(200, (await waiting).Status);
    }

    /// <summary>Of 500 starts at once exactly 50 run, the rest are refused, and no slot is lost.</summary>
    [Fact]
    [Contract("2.7 no slot is lost")]
    [Contract("2.7 429 at the limit")]
    [Contract("1.3 PCC-AGENT-AT-CAPACITY")]
    [Contract("1.3 429")]
    public async Task Start_FiveHundredAtOnce_RunsFiftyAndLosesNoSlot()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => _server.StartAgentAsync("""{"createDailyRoom":true}""", "other")));

        Assert.Equal((50, 450), (answers.Count(a => a.Status == 200), answers.Count(a => a.Status == 429)));
        Assert.All(answers.Where(a => a.Status == 429), a => Assert.Equal(("PCC-AGENT-AT-CAPACITY", "Service maximum agent instances reached"), (a.Code, a.Error)));
        Assert.Equal((50, 50), (Capacity.Active("other"), _server.Services.GetRequiredService<LiveSessions>().Count));
        foreach (var id in answers.Where(a => a.Status == 200).Select(a => a.Json.GetProperty("sessionId").GetGuid()))
        {
            await DeleteAsync(id, "other");
        }

        Assert.Equal(0, Capacity.Active("other"));
        Assert.Equal(200, (await _server.StartAgentAsync("{}", "other")).Status);
    }

    [Fact]
    public async Task Start_WhoseRecordOrAgentFails_GivesItsSlotBack()
    {
        // The session's row cannot be written: its table is locked away.
        var database = _server.Services.GetRequiredService<Database>();
        await database.WriteAsync(db => Rename(db, "sessions", "sessions_away"), Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _server.StartAgentAsync("""{"createDailyRoom":true}""", "other")));
        await database.WriteAsync(db => Rename(db, "sessions_away", "sessions"), Token);
        Assert.All(answers, a => Assert.Equal((500, "500"), (a.Status, a.Code)));
        Assert.Equal((0, 0), (Capacity.Active("other"), _server.Services.GetRequiredService<LiveSessions>().Count));

        // The agent fails at once.
        _server.Runner.Behaviour = (_, _) => throw new InvalidOperationException("out of ideas");
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _server.StartAgentAsync("{}", "other")));
        foreach (var id in ids.Where(a => a.Status == 200).Select(a => a.Json.GetProperty("sessionId").GetGuid()))
        {
            await _server.Services.GetRequiredService<LiveSessions>().WhenEndedAsync(id, Token);
        }

        Assert.Equal(0, Capacity.Active("other"));

        static async Task<int> Rename(ParleyDbContext db, string from, string to)
        {
            var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
            await connection.OpenAsync(Token);
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of the test's own.
            command.CommandText = $"ALTER TABLE {from} RENAME TO {to}";
#pragma warning restore CA2100
            return await command.ExecuteNonQueryAsync(Token);
        }
    }

    private static HttpRequestMessage Request(string agent) => new(HttpMethod.Post, $"/v1/public/{agent}/start")
    {
        Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TestServer.PublicKey) },
    };

    private async Task DeleteAsync(Guid id, string agent = "outbound")
        => Assert.Equal(200, (await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/{agent}/sessions/{id}", TestServer.PrivateKey)).Status);

    /// <summary>Waits until so many starts are in the queue.</summary>
    private async Task WaitUntilAsync(int waiting)
    {
        while (Capacity.Waiting("outbound") != waiting)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
