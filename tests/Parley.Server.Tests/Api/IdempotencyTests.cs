using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Api;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string OtherKey = "pk_another0123456789";
    private const string Room = """{"createDailyRoom":true,"body":{"a":1}}""";

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("Keys:Public:1", OtherKey));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("- Idempotency-Key on start")]
    public async Task SameKeyAndBody_StartsOnceAndGivesTheSameBytes()
    {
        var first = await StartAsync("k1", Room);
        _server.Time.Advance(TimeSpan.FromHours(23));
        var again = await StartAsync("k1", Room);

        Assert.Equal((200, false), (first.Status, first.IsReplay));
        Assert.Equal((200, true, first.Text), (again.Status, again.IsReplay, again.Text));
        Assert.Single(await _server.Runner.StartedAsync());
    }

    [Fact]
    public async Task OtherBody_Is409()
    {
        await StartAsync("k1", Room);

        var other = await StartAsync("k1", "{}");

        Assert.Equal((409, "409", false), (other.Status, other.Code, other.IsReplay));
        Assert.Single(await _server.Runner.StartedAsync());
    }

    [Fact]
    public async Task OtherCallerOrAgentOrKey_IsAnotherRequest()
    {
        await StartAsync("k1", "{}");
        await StartAsync("k1", "{}", publicKey: OtherKey);
        await StartAsync("k1", "{}", agent: "other");
        await StartAsync("k2", "{}");

        Assert.Equal(4, (await _server.Runner.StartedAsync(4)).Length);
    }

    [Fact]
    public async Task Expired_IsFree()
    {
        await StartAsync("k1", "{}");
        _server.Time.Advance(TimeSpan.FromHours(24));

        Assert.False((await StartAsync("k1", """{"createDailyRoom":false}""")).IsReplay);
        Assert.Equal(2, (await _server.Runner.StartedAsync(2)).Length);
    }

    [Fact]
    public async Task ClockSetBack_StillStartsOnce()
    {
        await StartAsync("k1", "{}");
        _server.Time.AdjustTime(TestServer.Now.AddDays(-3));

        Assert.True((await StartAsync("k1", "{}")).IsReplay);
        Assert.Single(await _server.Runner.StartedAsync());
    }

    [Fact]
    public async Task Refused_LeavesTheKeyFree()
    {
        Assert.Equal(400, (await StartAsync("k1", "{")).Status);
        Assert.Equal(404, (await StartAsync("k1", "{}", agent: "none")).Status);

        Assert.Equal((200, false), await StartAsync("k1", "{}") is var started ? (started.Status, started.IsReplay) : default);
        Assert.True((await StartAsync("k1", "{}")).IsReplay);
    }

    [Fact]
    public async Task ManyAtOnce_StartOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync("k1", Room)));

        Assert.Single(await _server.Runner.StartedAsync());
        Assert.All(answers, a => Assert.True(a.Status is 200 || (a.Status is 409 && a.RetryAfter == TimeSpan.FromSeconds(1)), a.Text));
        Assert.Single(answers, a => a is { Status: 200, IsReplay: false });
        Assert.Single(answers.Where(a => a.Status is 200).Select(a => a.Text).Distinct());
    }

    [Fact]
    public async Task InFlight_Is409WithRetryAfter_AndInDoubtAfterACrash()
    {
        var store = _server.Services.GetRequiredService<IdempotencyStore>();
        var caller = $"configuration-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TestServer.PublicKey)).AsSpan(0, 6))}";
        Assert.Null(await store.BeginAsync(
            new(caller, "POST /v1/public/{agent}/start agent=outbound", "k1"), SHA256.HashData("{}"u8), Stop));

        var running = await StartAsync("k1", "{}");
        await _server.DisposeAsync();   // As a crash leaves it: in flight.
        _server = await TestServer.StartAsync(_folder, ("Keys:Public:1", OtherKey));
        var lost = await StartAsync("k1", "{}");

        Assert.Equal((409, TimeSpan.FromSeconds(1)), (running.Status, running.RetryAfter));
        Assert.Equal((409, null), (lost.Status, lost.RetryAfter));
        Assert.Contains("not known", lost.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Runner.Started);
        _server.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(200, (await StartAsync("k1", "{}")).Status);
    }

    [Fact]
    public async Task Restart_KeepsTheAnswer()
    {
        var first = await StartAsync("k1", Room);
        await _server.DisposeAsync();
        _server = await TestServer.StartAsync(_folder, ("Keys:Public:1", OtherKey));

        var again = await StartAsync("k1", Room);

        Assert.Equal((true, first.Text), (again.IsReplay, again.Text));
        Assert.Empty(_server.Runner.Started);
    }

    [Fact]
    public async Task Stored_Answer_HidesItsToken()
    {
        var token = (await StartAsync("k1", Room)).Json.GetProperty("dailyToken").GetString()!;

        var row = Assert.Single(await _server.Services.GetRequiredService<Database>().ReadAsync(db => db.IdempotentRequests.ToListAsync(Stop), Stop));

        Assert.NotNull(row.Answer);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(token))[4..20], row.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\tbed")]
    public async Task WrongKey_Is400AndStartsNothing(string key)
    {
        Assert.Equal(400, (await StartAsync(key, "{}")).Status);
        Assert.Equal(400, (await StartAsync(new string('k', 256), "{}")).Status);
        Assert.Empty(_server.Runner.Started);
        Assert.Equal(200, (await StartAsync(new string('k', 255), "{}")).Status);
    }

    [Fact]
    public async Task TwoStoresOnOneDatabase_LetOneIn()
    {
        await using var one = await TestStorage.OpenAsync(_folder);
        await using var two = await TestStorage.OpenAsync(_folder);
        for (var i = 0; i < 20; i++)
        {
            var id = new IdempotentRequestId("scope", "POST /x", $"k{i}");
            var found = await Task.WhenAll(one.Requests.BeginAsync(id, [1], Stop), two.Requests.BeginAsync(id, [1], Stop));

            Assert.Single(found, f => f is null);
        }
    }

    private Task<TestServer.Answer> StartAsync(string key, string body, string agent = "outbound", string publicKey = TestServer.PublicKey)
        => _server.SendAsync(HttpMethod.Post, $"/v1/public/{agent}/start", publicKey, new StringContent(body, Encoding.UTF8, "application/json"), ("Idempotency-Key", key));
}
