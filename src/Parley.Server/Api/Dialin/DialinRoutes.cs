using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Dialin;

/// <summary>The routes of dial-in.</summary>
internal static class DialinRoutes
{
    internal static void MapDialin(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequireDomainKey);
        api.MapPost("/domain-dialin-config", (HttpRequest request, DialinConfigEndpoints configs, CancellationToken ct) => configs.CreateAsync(request, ct))
            .WithSummary("Binds a number, or a SIP address that is made for it, to a webhook that finds its callers a room.")
            .Accepts(typeof(DialinConfigRequest)).Produces<DialinConfigDocument>().ProducesDailyErrors(400, 401, 413);
        api.MapGet("/domain-dialin-config", (HttpRequest request, DialinConfigEndpoints configs, CancellationToken ct) => configs.ListAsync(request.Query, ct))
            .WithSummary("Lists the dial-in settings, the oldest first. Query: limit, starting_after, ending_before.")
            .Produces<DialinConfigListDocument>().ProducesDailyErrors(400, 401);
        api.MapGet("/domain-dialin-config/{id}", (string id, DialinConfigEndpoints configs, CancellationToken ct) => configs.GetAsync(id, ct))
            .WithSummary("Shows a dial-in setting.")
            .Produces<DialinConfigDocument>().ProducesDailyErrors(400, 401, 404);
        api.MapPut("/domain-dialin-config/{id}", (string id, HttpRequest request, DialinConfigEndpoints configs, CancellationToken ct) => configs.PutAsync(id, request, ct))
            .WithSummary("Replaces a dial-in setting; its secret stays when it is left out.")
            .Accepts(typeof(DialinConfigRequest)).Produces<DialinConfigDocument>().ProducesDailyErrors(400, 401, 404, 413);
        api.MapDelete("/domain-dialin-config/{id}", (string id, DialinConfigEndpoints configs, CancellationToken ct) => configs.DeleteAsync(id, ct))
            .WithSummary("Removes a dial-in setting.")
            .Produces<DialinConfigDeletedDocument>().ProducesDailyErrors(400, 401, 404);
        api.MapGet("/", (DialinConfigEndpoints configs, CancellationToken ct) => configs.GetDomainAsync(ct))
            .WithSummary("Shows the domain and its dial-in settings.")
            .Produces<DomainDocument>().ProducesDailyErrors(400, 401);
        api.MapPost("/", (HttpRequest request, DialinConfigEndpoints configs, CancellationToken ct) => configs.SetDomainAsync(request, ct))
            .WithSummary("Replaces the domain's dial-in settings, all of them.")
            .Accepts(typeof(DomainRequest)).Produces<DomainDocument>().ProducesDailyErrors(400, 401, 413);
        api.MapPost("/dialin/pinlessCallUpdate", (HttpRequest request, PinlessEndpoints calls, CancellationToken ct) => calls.UpdateAsync(request, ct))
            .WithSummary("Moves a waiting caller into its room.")
            .Accepts(typeof(PinlessCallUpdateRequest)).Produces<PinlessCallUpdateDocument>().ProducesDailyErrors(400, 401, 404, 413);
        app.MapPost(
                "/v1/public/webhooks/{org}/{agent}/dialin",
                (string org, string agent, HttpRequest request, DialinWebhookEndpoint webhook, CancellationToken ct) => webhook.HandleAsync(org, agent, request, ct))
            .WithSummary("The dial-in webhook that starts an agent for each call; signed with x-pinless-signature, without a key.")
            .Accepts(typeof(PinlessCallRequest)).Produces<DialinWebhookDocument>().ProducesErrors(400, 401, 404, 413, 429);
    }
}
