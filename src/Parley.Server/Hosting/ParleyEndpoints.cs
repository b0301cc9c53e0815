using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Api;
using Parley.Server.Api.Agents;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Dialin;
using Parley.Server.Api.DoNotCall;
using Parley.Server.Api.Idempotency;
using Parley.Server.Api.Numbers;
using Parley.Server.Api.Rooms;
using Parley.Server.Api.Sessions;
using Parley.Server.Api.Webhooks;
using Parley.Server.Sockets;
using Scalar.AspNetCore;

namespace Parley.Server.Hosting;

/// <summary>The server's routes.</summary>
public static class ParleyEndpoints
{
    /// <summary>Maps the API (contract 1, 2 and 8), health, <c>/openapi/v1.json</c>, and a page to try it at <c>/scalar</c>.</summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        MapPublic(app.MapGroup("/v1/public").AddEndpointFilter(KeyFilters.RequirePublicKey));
        app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequirePrivateKey).MapAgents();
        MapDomain(app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequireDomainKey));
        app.MapWebhooks();
        app.MapDialin();
        app.MapLocalRunner();
        app.MapSockets();
        app.MapGet("/healthz", HealthEndpoints.Live).WithSummary("Says that the process answers.").Produces<HealthDocument>();
        app.MapGet("/readyz", (HealthEndpoints health, CancellationToken ct) => health.ReadyAsync(ct))
            .WithSummary("Says whether the server takes sessions.").Produces<HealthDocument>().Produces<HealthDocument>(503);
        app.MapRooms();
        app.MapOpenApi();

        // All that the page needs comes from the package: no CDN, no fonts from elsewhere, nobody is told.
        app.MapScalarApiReference("/scalar", page => page.WithTitle("Parley").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton());
        return app;
    }

    private static void MapPublic(RouteGroupBuilder api)
    {
        api.MapPost("/{agent}/start", (string agent, HttpRequest request, StartEndpoint start, CancellationToken ct) => start.HandleAsync(agent, request, ct))
            .WithSummary("Starts a session of an agent.")
            .Accepts(typeof(StartRequest))
            .WithIdempotencyKey(StartRequest.MaxSize)
            .Produces<StartResponse>()
            .ProducesErrors(400, 401, 404, 413, 429, 500, 503);
        api.MapMethods(
                "/{agent}/sessions/{id}/{**path}",
                ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"],
                (string agent, string id, string? path, HttpRequest request, SessionProxy proxy, CancellationToken ct) => proxy.HandleAsync(agent, id, path ?? "", request, ct))
            .WithSummary("Asks the agent of a running session: its answer, whatever it is, at the endpoints that it has mapped.")
            .Produces(200)
            .ProducesErrors(400, 401, 404, 405, 413, 500, 504);
    }

    private static void MapDomain(RouteGroupBuilder api)
    {
        api.MapNumbers();
        api.MapDoNotCall();
    }

    /// <summary>Says which refusals of contract 4.1 a route gives.</summary>
    internal static RouteHandlerBuilder ProducesDailyErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<DailyErrorDocument>(status);
        }

        return route;
    }

    /// <summary>Says which refusals of contract 1.3 and 2.1 a route gives.</summary>
    internal static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ErrorDocument>(status);
        }

        return route;
    }
}
