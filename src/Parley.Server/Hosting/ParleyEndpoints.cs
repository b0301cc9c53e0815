using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Parley.Server.Api;
using Parley.Server.Api.Rooms;
using Parley.Server.Api.Daily;

namespace Parley.Server.Hosting;

/// <summary>The server's routes.</summary>
public static class ParleyEndpoints
{
    /// <summary>Maps the API (contract 1, 2 and 8), health and <c>/openapi/v1.json</c>.</summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        MapPublic(app.MapGroup("/v1/public").AddEndpointFilter(KeyFilters.RequirePublicKey));
        MapPrivate(app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequirePrivateKey));
        MapDomain(app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequireDomainKey));
        app.MapRooms();
        app.MapGet("/healthz", HealthEndpoints.Live).Produces<HealthDocument>();
        app.MapGet("/readyz", (HealthEndpoints health, CancellationToken ct) => health.ReadyAsync(ct)).Produces<HealthDocument>().Produces<HealthDocument>(503);
        app.MapOpenApi();
        return app;
    }

    private static void MapPublic(RouteGroupBuilder api)
        => api.MapPost("/{agent}/start", (string agent, HttpRequest request, StartEndpoint start, CancellationToken ct) => start.HandleAsync(agent, request, ct))
            .WithSummary("Starts a session of an agent.")
            .AddOpenApiOperationTransformer(async (operation, context, ct) => operation.RequestBody = new OpenApiRequestBody
            {
                // Described here rather than with Accepts, which would refuse curl's default content type before the key is looked at.
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(StartRequest), null, ct) },
                },
            })
            .Produces<StartResponse>()
            .ProducesErrors(400, 401, 404, 413, 429);

    private static void MapPrivate(RouteGroupBuilder api)
    {
        api.MapGet("/agents/{agent}/sessions", (string agent, HttpRequest request, SessionEndpoints sessions, CancellationToken ct) => sessions.ListAsync(agent, request.Query, ct))
            .WithSummary("Lists sessions, the newest first. Query: limit, offset, status (active, ended, all), startTime, endTime.")
            .Produces<SessionListDocument>()
            .ProducesErrors(400, 401, 404);
        api.MapGet("/agents/{agent}/sessions/{id}", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.GetAsync(agent, id, ct))
            .WithSummary("Shows a session with its dial-out attempts.")
            .Produces<SessionDetailsDocument>()
            .ProducesErrors(401, 404);
        api.MapGet("/agents/{agent}/sessions/{id}/events", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.EventsAsync(agent, id, ct))
            .WithSummary("Shows what happened in a session so far, in order; kept for the latest sessions of this process.")
            .Produces<SessionEventsDocument>()
            .ProducesErrors(401, 404);
        api.MapDelete("/agents/{agent}/sessions/{id}", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.StopAsync(agent, id, ct))
            .WithSummary("Stops a session.")
            .Produces<SessionTerminatedDocument>()
            .ProducesErrors(401, 404);
    }

    private static void MapDomain(RouteGroupBuilder api)
        => api.MapGet("/purchased-phone-numbers", (NumberEndpoints numbers, CancellationToken ct) => numbers.ListAsync(ct))
            .WithSummary("Lists the owned numbers; an id of them is what callerId takes.")
            .Produces<PurchasedNumbersDocument>()
            .ProducesDailyErrors(400, 401);

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
