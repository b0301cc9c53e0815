using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Webhooks;

/// <summary>The routes of outgoing webhooks.</summary>
internal static class WebhookRoutes
{
    internal static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/webhooks").AddEndpointFilter(KeyFilters.RequireDomainKey);
        api.MapPost("", (HttpRequest request, WebhookEndpoints webhooks, CancellationToken ct) => webhooks.CreateAsync(request, ct))
            .WithSummary("Makes a webhook. Its address is sent a test request and must answer it with 200 within some seconds.")
            .Accepts(typeof(WebhookRequest))
            .Produces<WebhookDocument>()
            .ProducesDailyErrors(400, 401, 413);
        api.MapGet("", (WebhookEndpoints webhooks, CancellationToken ct) => webhooks.ListAsync(ct))
            .WithSummary("Lists the webhooks, the oldest first.")
            .Produces<IReadOnlyList<WebhookDocument>>()
            .ProducesDailyErrors(400, 401);
        api.MapGet("/{uuid}", (string uuid, WebhookEndpoints webhooks, CancellationToken ct) => webhooks.GetAsync(uuid, ct))
            .WithSummary("Shows a webhook.")
            .Produces<WebhookDocument>()
            .ProducesDailyErrors(400, 401, 404);
        api.MapPost("/{uuid}", (string uuid, HttpRequest request, WebhookEndpoints webhooks, CancellationToken ct) => webhooks.UpdateAsync(uuid, request, ct))
            .WithSummary("Changes what is given of a webhook, null resets; sends to it again if it had failed.")
            .Accepts(typeof(WebhookRequest))
            .Produces<WebhookDocument>()
            .ProducesDailyErrors(400, 401, 404, 413);
        api.MapDelete("/{uuid}", (string uuid, WebhookEndpoints webhooks, CancellationToken ct) => webhooks.DeleteAsync(uuid, ct))
            .WithSummary("Removes a webhook with all that waits for it.")
            .Produces<WebhookDeletedDocument>()
            .ProducesDailyErrors(400, 401, 404);
        api.MapGet("/{uuid}/deliveries", (string uuid, HttpRequest request, DeliveryEndpoints deliveries, CancellationToken ct) => deliveries.ListAsync(uuid, request.Query, ct))
            .WithSummary("Lists what a webhook was told, the newest first. Query: limit, starting_after, status (pending, delivered, failed).")
            .Produces<DeliveryListDocument>()
            .ProducesDailyErrors(400, 401, 404);
        api.MapPost("/{uuid}/replay", (string uuid, HttpRequest request, DeliveryEndpoints deliveries, CancellationToken ct) => deliveries.ReplayAsync(uuid, request, ct))
            .WithSummary("Tells a webhook events again, by their ids or of a span of time, at most 10000, in the order in which they happened.")
            .Accepts(typeof(ReplayRequest))
            .Produces<ReplayDocument>()
            .ProducesDailyErrors(400, 401, 404, 413);
    }
}
