using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Api;
using Parley.Server.Api.Agents;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Dialin;
using Parley.Server.Api.Webhooks;

namespace Parley.Server.Hosting;

/// <summary>The server's routes.</summary>
public static class ParleyEndpoints
{
    /// <summary>Maps the API (contract 1, 2 and 8), health and <c>/openapi/v1.json</c>.</summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        MapPublic(app.MapGroup("/v1/public").AddEndpointFilter(KeyFilters.RequirePublicKey));
        app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequirePrivateKey).MapAgents();
        MapDomain(app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequireDomainKey));
        app.MapWebhooks();
        app.MapDialin();
        app.MapGet("/healthz", HealthEndpoints.Live).Produces<HealthDocument>();
        app.MapGet("/readyz", (HealthEndpoints health, CancellationToken ct) => health.ReadyAsync(ct)).Produces<HealthDocument>().Produces<HealthDocument>(503);
        app.MapOpenApi();
        return app;
    }

    private static void MapPublic(RouteGroupBuilder api)
        => api.MapPost("/{agent}/start", (string agent, HttpRequest request, StartEndpoint start, CancellationToken ct) => start.HandleAsync(agent, request, ct))
            .WithSummary("Starts a session of an agent.")
            .Accepts(typeof(StartRequest))
            .Produces<StartResponse>()
            .ProducesErrors(400, 401, 404, 413, 429);

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
