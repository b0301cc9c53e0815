using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Server.Api.Sessions;
using Parley.Server.Hosting;
using Parley.Server.Sessions;

namespace Parley.Server.Api;

/// <summary>What a local runner says of itself (contract 1.6).</summary>
internal sealed record RunnerStatusDocument(string Status, IReadOnlyList<string> Transports);

/// <summary>How a local runner refuses.</summary>
internal sealed record RunnerErrorDocument(string Detail);

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunnerStatusDocument))]
[JsonSerializable(typeof(RunnerErrorDocument))]
internal sealed partial class RunnerJson : JsonSerializerContext;

/// <summary>
/// The dialect of the runner on an author's own machine (contract 1.6): one agent, no keys. It is off unless <c>Parley:LocalRunner</c> says otherwise, and takes requests from
/// this machine only; a page in its browser is not of this machine.
/// </summary>
internal sealed class LocalRunner(
    AgentCatalog agents, SessionStarter starter, LiveSessions live, SessionProxy proxy, IceServers ice, IOptions<ParleyOptions> options, TimeProvider time)
{
    private string Agent => options.Value.LocalRunner.Agent ?? agents.Names.First();

    public async Task<IResult> StartAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, StartRequest.MaxSize, cancellationToken) is not { } bytes)
        {
            return Refuse(413, ApiError.TooLarge.Text);
        }

        if (OtherTransport(bytes) is { } transport)
        {
            return Refuse(400, $"Transport '{transport}' is not allowed. Server is configured for 'daily' only (-t daily).");
        }

        return StartRequestReader.TryRead(bytes, time.GetUtcNow(), out var start) is { } error
            ? Refuse(error.Status, error.Text)
            : await StartAsync(start!, cancellationToken);
    }

    public IResult Status() => live.Accepting ? TypedResults.Ok(new RunnerStatusDocument("ready", ["daily"])) : Refuse(503, ApiError.Stopping.Text);

    public Task<IResult> ProxyAsync(string id, string path, HttpRequest request, CancellationToken cancellationToken) => proxy.HandleAsync(id, path, request, cancellationToken);

    /// <summary>Starts the agent for a call that waits elsewhere: <c>{callId, callDomain, From, To}</c>.</summary>
    public async Task<IResult> DialinAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, StartRequest.MaxBodySize, cancellationToken) is not { } bytes)
        {
            return Refuse(413, ApiError.TooLarge.Text);
        }

        if (!JsonBody.TryRead(bytes, out var json, out var error))
        {
            return Refuse(400, error.Text);
        }

        try
        {
            if (json.TryGetProperty("test", out _))
            {
                return TypedResults.Ok(new RunnerStatusDocument("OK", []));   // How the platform tries an address before it uses it.
            }

            var settings = new JsonObject();
            foreach (var (name, known) in (ReadOnlySpan<(string, string)>)[("callId", "call_id"), ("callDomain", "call_domain"), ("From", "from"), ("To", "to"), ("sipHeaders", "sip_headers")])
            {
                if (Find(json, name, known) is { } value)
                {
                    settings[known] = JsonNode.Parse(value.GetRawText());
                }
            }

            if (!settings.ContainsKey("call_id") || !settings.ContainsKey("call_domain"))
            {
                return Refuse(400, "Missing properties 'callId' or 'callDomain'");
            }

            var start = new JsonObject
            {
                ["createDailyRoom"] = true,
                ["dailyRoomProperties"] = new JsonObject { ["sip"] = new JsonObject { ["sip_mode"] = "dial-in", ["num_endpoints"] = 1 } },
                ["body"] = new JsonObject { ["dialin_settings"] = settings },
            };
            return StartRequestReader.TryRead(JsonSerializer.SerializeToUtf8Bytes(start, RunnerNodes.Default.JsonObject), time.GetUtcNow(), out var valid) is { } wrong
                ? Refuse(wrong.Status, wrong.Text)
                : await StartAsync(valid!, cancellationToken);
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return Refuse(400, "A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)");
        }
    }

    /// <summary>Whether somebody on this machine asks, and no page of somebody else's in its browser.</summary>
    public bool IsLocal(HttpContext context)
        => options.Value.LocalRunner.AllowRemote
            || (context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
                && IsLoopbackHost(context.Request.Host.Host)
                && (context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopbackHost(page.Host))));

    public static IResult Refuse(int status, string detail) => TypedResults.Json(new RunnerErrorDocument(detail), RunnerJson.Default.RunnerErrorDocument, statusCode: status);

    private static bool IsLoopbackHost(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static JsonElement? Find(JsonElement json, string name, string other)
        => json.TryGetProperty(name, out var value) || json.TryGetProperty(other, out value) || json.TryGetProperty(char.ToLowerInvariant(name[0]) + name[1..], out value) ? value : null;

    private static string? OtherTransport(byte[] bytes)
        => JsonBody.TryRead(bytes, out var json, out _) && json.TryGetProperty("transport", out var transport) && transport.ValueKind is JsonValueKind.String
            && transport.ValueEquals("daily"u8) is false && transport.GetRawText() is { Length: <= 40 } text
            ? text.Trim('"')
            : null;

    private async Task<IResult> StartAsync(ValidStart start, CancellationToken cancellationToken)
    {
        var started = await starter.StartAsync(Agent, start, cancellationToken);
        return started.Admission switch
        {
            SessionAdmission.AtCapacity => Refuse(429, ApiError.AtCapacity.Text),
            SessionAdmission.ServerStopping => Refuse(503, ApiError.Stopping.Text),
            SessionAdmission.NotReady => Refuse(400, ApiError.NotReadyToStart.Text),
            SessionAdmission.NoSuchAgent => Refuse(404, ApiError.NoSuchAgent.Text),
            _ => TypedResults.Ok(new StartResponse(started.SessionId)
            {
                DailyRoom = started.Room?.Url,
                DailyToken = started.CallerToken,
                IceConfig = start.WantsIceServers ? ice.For(started.SessionId) : null,
            }),
        };
    }
}

/// <summary>How the start of a dial-in is put together.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RunnerNodes : JsonSerializerContext;

/// <summary>Its routes.</summary>
internal static class LocalRunnerRoutes
{
    /// <summary>Maps them, where they are switched on.</summary>
    public static void MapLocalRunner(this IEndpointRouteBuilder app)
    {
        if (!app.ServiceProvider.GetRequiredService<IOptions<ParleyOptions>>().Value.LocalRunner.Enabled)
        {
            return;
        }

        var api = app.MapGroup("").AddEndpointFilter(RequireThisMachine);
        api.MapPost("/start", (HttpRequest request, LocalRunner runner, CancellationToken ct) => runner.StartAsync(request, ct))
            .WithSummary("Starts a session of the local runner's agent, without a key.")
            .Accepts(typeof(StartRequest)).Produces<StartResponse>().ProducesRunnerErrors(400, 403, 404, 413, 429, 503);
        api.MapGet("/status", (LocalRunner runner) => runner.Status())
            .WithSummary("Says whether the local runner is ready, and for which transports.").Produces<RunnerStatusDocument>().ProducesRunnerErrors(403, 503);
        api.MapMethods(
                "/sessions/{id}/{**path}",
                ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"],
                (string id, string? path, HttpRequest request, LocalRunner runner, CancellationToken ct) => runner.ProxyAsync(id, path ?? "", request, ct))
            .WithSummary("Asks the agent of a running session, without a key.").Produces(200).ProducesErrors(404, 405, 413, 500, 504).ProducesRunnerErrors(403);
        api.MapPost("/daily-dialin-webhook", (HttpRequest request, LocalRunner runner, CancellationToken ct) => runner.DialinAsync(request, ct))
            .WithSummary("Starts the local runner's agent for a call that waits elsewhere.").Produces<StartResponse>().ProducesRunnerErrors(400, 403, 404, 413, 429, 503);
    }

    private static RouteHandlerBuilder ProducesRunnerErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<RunnerErrorDocument>(status);
        }

        return route;
    }

    private static async ValueTask<object?> RequireThisMachine(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
        => invocation.HttpContext.RequestServices.GetRequiredService<LocalRunner>().IsLocal(invocation.HttpContext)
            ? await next(invocation)
            : LocalRunner.Refuse(403, "The local runner takes requests from this machine only; Parley:LocalRunner:AllowRemote lets others in");
}
