using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Limits;

/// <summary>429 in the shape of the rooms API, with <c>Retry-After</c> (contract 4.1).</summary>
internal sealed class RateLimitedResult(TimeSpan wait) : IResult, IStatusCodeHttpResult
{
    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status429TooManyRequests;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new DailyError(StatusCodes.Status429TooManyRequests, "rate-limit-error", "Rate limit exceeded. Please try again later").ToResult().ExecuteAsync(httpContext);
    }
}
