using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Idempotency;

/// <summary>How routes take an <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyRoutes
{
    /// <summary>Takes one on a route of contract 1 to 3. The route must read its body itself (<see cref="RequestBody"/>).</summary>
    /// <param name="route">The route.</param>
    /// <param name="maxBody">How large the body may be, in bytes.</param>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder route, int maxBody)
        => route.AddEndpointFilter(new IdempotencyFilter(maxBody, r => new ApiError(r.Status, $"{r.Status}", r.Text) { RetryAfter = r.RetryAfter }.ToResult()))
            .Produces<ErrorDocument>(StatusCodes.Status409Conflict);

    /// <summary>Takes one on a route of contract 4 to 8, likewise.</summary>
    public static RouteHandlerBuilder WithDailyIdempotencyKey(this RouteHandlerBuilder route, int maxBody)
        => route.AddEndpointFilter(new IdempotencyFilter(maxBody, r => new DailyRefusal(r)))
            .Produces<DailyErrorDocument>(StatusCodes.Status409Conflict);

    private sealed class DailyRefusal(IdempotencyRefusal refusal) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => refusal.Status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (refusal.RetryAfter is { } wait)
            {
                httpContext.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return (DailyError.Invalid(refusal.Text) with { Status = refusal.Status }).ToResult().ExecuteAsync(httpContext);
        }
    }
}
