using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions;

namespace Parley.Server.Tests.Hostile;

/// <summary>Every route of the API document, asked by those who may not: nobody, a stranger, a caller with a key of the wrong kind, one whose key is for another agent.</summary>
public sealed partial class TrespassTests : IAsyncLifetime
{
    /// <summary>Open by purpose: what a machine asks before it trusts anybody with a key.</summary>
    /// <summary>Sockets have tokens of their own, one use each (ProviderSocketTests).</summary>
    private static readonly string[] s_open = ["GET /ws/{provider}", "GET /ws/{provider}/{rest}", "GET /healthz", "GET /readyz"];

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;
    private Guid _session;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_folder, ("Numbers:0:Number", "+12125550100"));
        _session = await _server.StartSessionAsync("outbound");
        await _server.PostAsync("/v1/rooms", """{"name":"theirs"}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk_stranger00000000")]
    [InlineData("' OR '1'='1")]
    [InlineData(TestServer.PublicKey)]
    public async Task EveryRoute_WithoutItsKey_IsUnauthorized(string? key)
    {
        var open = new List<string>();
        foreach (var route in await DescribedRoute.ReadAllAsync(_server))
        {
            if (key == TestServer.PublicKey && route.Path.StartsWith("/v1/public/", StringComparison.Ordinal))
            {
                continue;
            }

            var answer = await AskAsync(route, key);
            if (answer.Status != 401 && !answer.Text.Contains("authorization-header-error", StringComparison.Ordinal))
            {
                open.Add($"{route}");
            }
        }

        Assert.Equal(s_open, open);
        await AssertUntouchedAsync();
    }

    [Theory]
    [InlineData("private")]
    [InlineData("public")]
    public async Task EveryRoute_WithAnotherAgentsKey_GivesNothingAndChangesNothing(string kind)
    {
        var made = await _server.PostAsync("/v1/organizations/parley/apiKeys", $$"""{"name":"narrow","type":"{{kind}}","agents":["other"]}""");
        var key = made.Json.GetProperty("key").GetString();
        Assert.NotNull(key);
        foreach (var route in (await DescribedRoute.ReadAllAsync(_server)).Where(route => !s_open.Contains($"{route}")))
        {
            var answer = await AskAsync(route, key);

            Assert.True(answer.Status is (>= 400 and < 500) || (answer.Status == 200 && route.Method == HttpMethod.Get), $"{route}: {answer.Status} {answer.Text}");
            Assert.False(answer.Status == 200 && (answer.Text.Contains("outbound", StringComparison.Ordinal) || answer.Text.Contains($"{_session}", StringComparison.Ordinal)
                || answer.Text.Contains("theirs", StringComparison.Ordinal) || answer.Text.Contains("+12125550100", StringComparison.Ordinal)), $"{route} tells: {answer.Text}");
        }

        await AssertUntouchedAsync();
    }

    /// <summary>Words of SQL and of shells, wherever a route takes a word from its path or its query: they are looked for as they stand.</summary>
    [Theory]
    [InlineData("'; DROP TABLE sessions; --")]
    [InlineData("' OR '1'='1")]
    [InlineData("\") OR 1=1 --")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("$(reboot)`reboot`")]
    [InlineData("../../etc/passwd")]
    [InlineData("a\r\nX-Injected: 1")]
    public async Task EveryRoute_WordsOfOtherLanguages_FindNothing(string words)
    {
        var escaped = Uri.EscapeDataString(words);
        foreach (var route in (await DescribedRoute.ReadAllAsync(_server)).Where(route => route.Method == HttpMethod.Get))
        {
            var names = route.Operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!).ToList()
                : [];
            var inPath = Placeholder().Replace(route.Path, match => match.Groups["name"].Value == "org" ? "parley" : escaped);
            var isNamed = inPath != route.Path.Replace("{org}", "parley", StringComparison.Ordinal);
            foreach (var path in (IEnumerable<string>)[inPath, .. names.Select(name => $"{PathOf(route)}?{name}={escaped}")])
            {
                using var response = await _server.Client.SendAsync(
                    new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", TestServer.PrivateKey) } }, TestContext.Current.CancellationToken);

                Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode}");
                Assert.False(response.Headers.Contains("X-Injected"), path);
                Assert.False(path == inPath && isNamed && response.IsSuccessStatusCode, $"{path} is found");
            }
        }

        await AssertUntouchedAsync();
    }

    private Task<TestServer.Answer> AskAsync(DescribedRoute route, string? key)
        => _server.SendAsync(route.Method, PathOf(route), key, route.TakesBody ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null);

    private string PathOf(DescribedRoute route) => Placeholder().Replace(route.Path, match => match.Groups["name"].Value switch
    {
        "agent" => "outbound",
        "org" => "parley",
        "id" or "sessionId" => $"{_session}",
        _ => "theirs",
    });

    private async Task AssertUntouchedAsync()
    {
        Assert.Equal(1, _server.Services.GetRequiredService<AgentCapacity>().Active("outbound"));
        Assert.Equal(200, (await _server.GetAsync("/v1/rooms/theirs")).Status);
        Assert.Equal(200, (await _server.GetAsync($"/v1/agents/outbound/sessions/{_session}")).Status);
        Assert.Equal(1, (await _server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("total_count").GetInt32());
    }

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)\}")]
    private static partial Regex Placeholder();
}
