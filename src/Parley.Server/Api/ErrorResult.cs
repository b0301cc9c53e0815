using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api;

/// <summary>An error on its way out: the envelope, and when it may be tried again.</summary>
internal sealed class ErrorResult(ApiError error) : IResult, IStatusCodeHttpResult
{
    /// <inheritdoc/>
    public int? StatusCode => error.Status;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(error.ToDocument(), ApiJson.Default.ErrorDocument, cancellationToken: httpContext.RequestAborted);
    }
}
