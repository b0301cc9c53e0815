using System.Text;
using Parley.Server.Tests.Webhooks;

namespace Parley.Server.Tests.Hostile;

/// <summary>Clocks that are at the edge, jump and go back: what holds for a time holds for just that, and nothing hangs until a clock has caught up.</summary>
public sealed class ClockSkewTests : IAsyncLifetime
{
    private static readonly TimeSpan s_instant = TimeSpan.FromMilliseconds(1);
    private static readonly long s_now = TestServer.Now.ToUnixTimeSeconds();

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Token_AtItsEdges_HoldsFromNbfToJustBeforeExp()
    {
        var token = await TokenAsync($$"""{"nbf":{{s_now + 10}},"exp":{{s_now + 20}}}""");

        Assert.Equal("token not valid yet", await StateAsync(token, TimeSpan.FromSeconds(10) - s_instant));
        Assert.Equal("good", await StateAsync(token, TimeSpan.FromSeconds(10)));
        Assert.Equal("good", await StateAsync(token, TimeSpan.FromSeconds(20) - s_instant));
        Assert.Equal("token expired", await StateAsync(token, TimeSpan.FromSeconds(20)));
        Assert.Equal("good", await StateAsync(token, TimeSpan.FromSeconds(15)));   // The clock was wrong, and is set right.
    }

    [Fact]
    public async Task Token_FromTheFuture_IsGoodUnlessItSaysSo()
    {
        var (open, later) = (await TokenAsync("{}"), await TokenAsync($$"""{"nbf":{{s_now + 1}}}"""));

        Assert.Equal("good", await StateAsync(open, TimeSpan.FromDays(-400)));
        Assert.Equal("token not valid yet", await StateAsync(later, TimeSpan.FromDays(-400)));
        Assert.Equal("good", await StateAsync(open, TimeSpan.FromDays(36_500)));
    }

    [Fact]
    public async Task Room_AtItsExpiry_IsGoneAndComesBackWithTheClock()
    {
        await _server.PostAsync("/v1/rooms", $$$"""{"name":"x","properties":{"exp":{{{s_now + 10}}}}}""");

        Assert.Equal(200, await RoomAsync(TimeSpan.FromSeconds(10) - s_instant));
        Assert.Equal(404, await RoomAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(200, await RoomAsync(TimeSpan.FromSeconds(-10)));

        async Task<int> RoomAsync(TimeSpan at)
        {
            _server.Time.AdjustTime(TestServer.Now + at);
            return (await _server.GetAsync("/v1/rooms/x")).Status;
        }
    }

    [Fact]
    public async Task Idempotency_ClockJumpsBothWays_StartsOnceInADay()
    {
        Assert.False((await StartAsync(TimeSpan.Zero)).IsReplay);
        foreach (var at in (TimeSpan[])[TimeSpan.FromDays(-3), TimeSpan.FromDays(1) - s_instant, TimeSpan.FromDays(-400)])
        {
            Assert.True((await StartAsync(at)).IsReplay);
        }

        Assert.False((await StartAsync(TimeSpan.FromDays(1))).IsReplay);
        Assert.Equal(2, (await _server.Runner.StartedAsync(2)).Length);

        async Task<TestServer.Answer> StartAsync(TimeSpan at)
        {
            _server.Time.AdjustTime(TestServer.Now + at);
            return await _server.SendAsync(
                HttpMethod.Post, "/v1/public/outbound/start", TestServer.PublicKey, new StringContent("{}", Encoding.UTF8, "application/json"), ("Idempotency-Key", "k1"));
        }
    }

    [Fact]
    public async Task Webhook_ClockGoesBackBeforeARetry_IsNotWaitedForUntilItHasCaughtUp()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var fails = true;
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = fails ? 500 : 200;
            return Task.CompletedTask;
        };
        var webhook = await _server.AddWebhookAsync(receiver);
        await _server.HappensAsync("x", "one");
        await _server.UntilFailedAsync(webhook, 1);
        fails = false;

        _server.Time.AdjustTime(TestServer.Now.AddDays(-1));
        await _server.HappensAsync("x", "two");
        await _server.UntilAsync(webhook, all => all.Count == 2 && all.All(d => d.GetProperty("status").GetString() == "delivered"));

        Assert.Equal(["one", "one", "two"], (await receiver.NextAsync(3)).Select(t => t.Words()));
    }

    private async Task<string> TokenAsync(string properties) => (await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""")).Json.GetProperty("token").GetString()!;

    private async Task<string> StateAsync(string token, TimeSpan at)
    {
        _server.Time.AdjustTime(TestServer.Now + at);
        var read = await _server.GetAsync($"/v1/meeting-tokens/{token}");
        return read.Status == 200 ? "good" : read.Refusal.Info.Replace("the token is refused: ", "", StringComparison.Ordinal);
    }
}
