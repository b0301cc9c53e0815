using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Numbers;

/// <summary>The routes of contract 8, and one of ours.</summary>
internal static class NumberRoutes
{
    public static void MapNumbers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/list-available-numbers", (HttpRequest request, NumberEndpoints numbers, CancellationToken ct) => numbers.AvailableAsync(request.Query, ct))
            .WithSummary("Lists numbers that can be bought. Query: areacode, region, city, contains, starts_with, ends_with, limit.")
            .Produces<AvailableNumbersDocument>()
            .ProducesDailyErrors(400, 401);
        api.MapPost("/buy-phone-number", (HttpRequest request, NumberEndpoints numbers, CancellationToken ct) => numbers.BuyAsync(request, ct))
            .WithSummary("Buys a number: {\"number\"}, or any.")
            .Produces<BoughtNumberDocument>()
            .ProducesDailyErrors(400, 401);
        api.MapGet("/purchased-phone-numbers", (HttpRequest request, NumberEndpoints numbers, CancellationToken ct) => numbers.ListAsync(request.Query, ct))
            .WithSummary("Lists the owned numbers, the oldest first; an id of them is what callerId takes. Query: limit, starting_after, ending_before, name, number.")
            .Produces<PurchasedNumbersDocument>()
            .ProducesDailyErrors(400, 401);
        api.MapPatch("/purchased-phone-numbers/{id}", (string id, HttpRequest request, NumberEndpoints numbers, CancellationToken ct) => numbers.ChangeAsync(id, request, ct))
            .WithSummary("Changes name, agent or trunk of an owned number.")
            .Produces<PurchasedNumberDocument>()
            .ProducesDailyErrors(400, 401, 404);
        api.MapDelete("/release-phone-number/{id}", (string id, NumberEndpoints numbers, CancellationToken ct) => numbers.ReleaseAsync(id, ct))
            .WithSummary("Gives an owned number back; from now on no call shows it and none that comes in for it is taken.")
            .Produces<ReleasedNumberDocument>()
            .ProducesDailyErrors(400, 401, 404);
    }
}
