using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions;

namespace Parley.Server.Tests.Hostile;

/// <summary>Every route of the API document under a thousand malformed requests: never a fault, always an envelope, only statuses that the document names, and nothing is left behind.</summary>
public sealed partial class MalformedBodyTests
{
    private const int PerRoute = 1000;
    private const int AtATime = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_UnderMalformedRequests_AnswersWithAnEnvelope()
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(folder, ("LocalRunner:Enabled", "true"));
        var routes = await DescribedRoute.ReadAllAsync(server);
        Assert.True(routes.Count > 20, $"Only {routes.Count} routes are described.");
        foreach (var route in routes)
        {
            var bad = new BadBodies(seed: 7);
            var requests = Enumerable.Range(0, route.TakesBody ? PerRoute : PerRoute / 20)
                .Select(i => (Path: PathOf(route, i % 4 == 3 ? bad : null), Body: route.TakesBody ? bad.Next() : null)).ToList();
            await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = Token }, async (request, ct) =>
                await CheckAsync(server, route, request.Path, request.Body, ct));
            await StopSessionsAsync(server);
            Assert.Equal(200, (await server.GetAsync("/readyz", key: null)).Status);
        }

        var capacity = server.Services.GetRequiredService<AgentCapacity>();
        Assert.Equal((0, 0, 0), (capacity.Active("outbound"), capacity.Active("other"), server.Services.GetRequiredService<LiveSessions>().Count));
        Assert.Equal(200, (await server.StartAgentAsync("{}", "other")).Status);
    }

    private static async Task CheckAsync(TestServer server, DescribedRoute route, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(route.Method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", route.Path.StartsWith("/v1/public/", StringComparison.Ordinal) ? TestServer.PublicKey : TestServer.PrivateKey);
        request.Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var response = await server.Client.SendAsync(request, cancellationToken);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        var sent = $"{route} sent {path} {(body is null ? "" : Convert.ToBase64String(body))}: {status} {text}";
        Assert.True(status < 500, sent);
        var isOfKestrel = status == 400 && text.Length == 0 && path.Contains("%00", StringComparison.Ordinal);   // Refused before there is anybody to give it a body.
        if (status >= 400 && route.Method != HttpMethod.Head && !isOfKestrel)
        {
            var json = Parse(text, sent);
            Assert.True(json.TryGetProperty("error", out var error) ? error.ValueKind is JsonValueKind.String : json.TryGetProperty("detail", out _), sent);
        }

        // A bad escape in the path is refused, or is another route's, before any route is chosen.
        Assert.True(route.Describes(status) || status is 400 or 404, $"Not described: {sent}");
    }

    private static JsonElement Parse(string text, string sent)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw new Xunit.Sdk.XunitException($"No JSON: {sent}");
        }
    }

    /// <summary>The path with its placeholders filled in: with what there is, or with what should not be. Agents are not deleted, or nothing would start.</summary>
    private static string PathOf(DescribedRoute route, BadBodies? bad) => Placeholder().Replace(route.Path, match => match.Groups["name"].Value switch
    {
        "agent" when bad is null && route.Method != HttpMethod.Delete => "outbound",
        "org" when bad is null => "parley",
        "id" when bad is null => $"{Guid.Empty}",
        _ => bad?.PathPart() ?? "nothing",
    });

    private static async Task StopSessionsAsync(TestServer server)
    {
        foreach (var agent in (string[])["outbound", "other"])
        {
            var list = await server.GetAsync($"/v1/agents/{agent}/sessions?status=active&limit=1000");
            foreach (var session in list.Json.GetProperty("sessions").EnumerateArray())
            {
                await server.SendAsync(HttpMethod.Delete, $"/v1/agents/{agent}/sessions/{session.GetProperty("sessionId").GetGuid()}", TestServer.PrivateKey);
            }
        }
    }

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)\}")]
    private static partial Regex Placeholder();
}
