using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

public sealed class RateLimitTests : IDisposable
{
    private const string Numbers = "/v1/purchased-phone-numbers";
    private const string Sessions = "/v1/agents/outbound/sessions";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Contract("- rate limits")]
    [Contract("4.1 rate-limit-error")]
    public async Task Private_MoreThan100In5Seconds_IsToldWhenToComeAgain()
    {
        await using var server = await TestServer.StartAsync(_folder, ("RateLimits:Enabled", "true"), ("Keys:Private:1", "sk_another0123456789"));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await server.GetAsync(i % 2 == 0 ? Numbers : Sessions)).Status);
        }

        var (domain, agents, other) = (await server.GetAsync(Numbers), await server.GetAsync(Sessions), await server.GetAsync(Numbers, "sk_another0123456789"));
        Assert.Equal((429, "rate-limit-error", TimeSpan.FromSeconds(1)), (domain.Status, domain.Error, domain.RetryAfter));
        Assert.Equal((429, "Rate limit exceeded. Please try again later", TimeSpan.FromSeconds(1)), (agents.Status, agents.Error, agents.RetryAfter));
        Assert.Equal(200, other.Status);

        server.Time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal((200, 429), ((await server.GetAsync(Numbers)).Status, (await server.GetAsync(Numbers)).Status));
    }

    [Fact]
    public async Task Start_WithALimit_IsRefusedInItsShape()
    {
        await using var server = await TestServer.StartAsync(_folder, ("RateLimits:Enabled", "true"), ("RateLimits:StartsPerSecond", "1"));
        await server.StartSessionAsync();

        var refused = await server.StartAgentAsync("{}");

        Assert.Equal((429, "429", "Rate limit exceeded. Please try again later"), (refused.Status, refused.Code, refused.Error));
        Assert.Single(await server.Runner.StartedAsync());
    }

    [Fact]
    public async Task ClockSetBack_LocksNobodyOut()
    {
        await using var server = await TestServer.StartAsync(_folder, ("RateLimits:Enabled", "true"), ("RateLimits:RequestsPer5Seconds", "5"));
        for (var i = 0; i < 5; i++)
        {
            await server.GetAsync(Numbers);
        }

        server.Time.AdjustTime(TestServer.Now.AddYears(-1));
        Assert.Equal(429, (await server.GetAsync(Numbers)).Status);
        server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(200, (await server.GetAsync(Numbers)).Status);
    }
}
