using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Server.Hosting;

namespace Parley.Server.Api.DoNotCall;

/// <summary>The routes of the do-not-call list.</summary>
internal static class DoNotCallRoutes
{
    public static void MapDoNotCall(this IEndpointRouteBuilder api)
    {
        api.MapGet("/do-not-call", (HttpRequest request, DoNotCallEndpoints list, CancellationToken ct) => list.ListAsync(request.Query, ct))
            .WithSummary("Lists who is not to be called, by number. Query: limit, starting_after, number.")
            .Produces<DoNotCallDocument>()
            .ProducesDailyErrors(400, 401);
        api.MapPost("/do-not-call", (HttpRequest request, DoNotCallEndpoints list, CancellationToken ct) => list.AddAsync(request, ct))
            .WithSummary("Puts numbers on the do-not-call list: {\"number\"} or {\"numbers\": []}, and a reason.")
            .Produces<DoNotCallAddedDocument>()
            .ProducesDailyErrors(400, 401);
        api.MapDelete("/do-not-call/{number}", (string number, DoNotCallEndpoints list, CancellationToken ct) => list.DeleteAsync(number, ct))
            .WithSummary("Takes a number off the do-not-call list.")
            .Produces<DoNotCallDeletedDocument>()
            .ProducesDailyErrors(400, 401, 404);
    }
}
