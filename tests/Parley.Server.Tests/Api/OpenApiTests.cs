using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Tests.Hostile;

namespace Parley.Server.Tests.Api;

/// <summary>The description of the API is whole, and the page to try it needs no network.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("LocalRunner:Enabled", "true"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Document_EveryRoute_IsDescribedWithASummaryAndItsAnswers()
    {
        var described = await DescribedRoute.ReadAllAsync(_server);
        var mapped = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => !e.RoutePattern.RawText!.StartsWith("/openapi", StringComparison.Ordinal) && !e.RoutePattern.RawText.StartsWith("/scalar", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {CatchAll().Replace('/' + e.RoutePattern.RawText!.Trim('/'), "{")}"))
            .ToList();

        Assert.Empty(mapped.Except(described.Select(r => $"{r}")));
        Assert.All(described, route =>
        {
            Assert.True(route.Operation.TryGetProperty("summary", out var summary) && summary.GetString() is { Length: > 10 }, $"{route} has no summary");
            Assert.True(route.Operation.GetProperty("responses").EnumerateObject().Any(), $"{route} says no answers");
        });
    }

    [Fact]
    public async Task Document_Keys_AreSaid()
    {
        var document = (await _server.GetAsync("/openapi/v1.json", key: null)).Json;

        Assert.Equal(["privateKey", "publicKey"], document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name).Order());
        Assert.Equal(_server.Client.BaseAddress!.ToString().TrimEnd('/'), document.GetProperty("servers")[0].GetProperty("url").GetString());
        var paths = document.GetProperty("paths");
        Assert.True(paths.GetProperty("/v1/public/{agent}/start").GetProperty("post").GetProperty("security")[0].TryGetProperty("publicKey", out _));
        Assert.True(paths.GetProperty("/v1/agents").GetProperty("get").GetProperty("security")[0].TryGetProperty("privateKey", out _));
        Assert.False(paths.GetProperty("/healthz").GetProperty("get").TryGetProperty("security", out _));
    }

    [Fact]
    public async Task Page_ToTryIt_IsWholeWithoutTheNetwork()
    {
        var page = await _server.Client.GetStringAsync("/scalar/", Token);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        var scripts = Script().Matches(page).Select(m => m.Groups["src"].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            var source = await _server.Client.GetAsync(new Uri(new Uri(_server.Client.BaseAddress!, "/scalar/"), script), Token);
            Assert.Equal(200, (int)source.StatusCode);
        }
    }

    [GeneratedRegex(@"\{\*+")]
    private static partial Regex CatchAll();

    [GeneratedRegex("""src=["'](?<src>[^"']+)["']""")]
    private static partial Regex Script();
}
