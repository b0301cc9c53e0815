using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Api;

/// <summary>
/// Lets pages of other origins use the public API (contract 3): start and the session API. Nothing there goes by cookies, so an origin alone opens nothing; who wants
/// fewer names them in <c>Parley:Cors:Origins</c>.
/// </summary>
internal sealed class PublicCors(RequestDelegate next, IOptions<ParleyOptions> options)
{
    private const string Methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD";
    private const string Day = "86400";

    private readonly HashSet<string> _origins = [.. options.Value.Cors.Origins.Select(o => o.TrimEnd('/'))];

    public Task InvokeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!request.Path.StartsWithSegments("/v1/public", StringComparison.Ordinal) || request.Headers.Origin.ToString() is not { Length: > 0 } origin)
        {
            return next(context);
        }

        response.Headers.Vary = "Origin";
        if (_origins.Count == 0 || _origins.Contains(origin))
        {
            response.Headers.AccessControlAllowOrigin = _origins.Count == 0 ? "*" : origin;
            response.Headers.AccessControlExposeHeaders = "Retry-After, Idempotency-Replayed, x-daily-session-id";
        }

        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return next(context);
        }

        if (response.Headers.AccessControlAllowOrigin.Count > 0)
        {
            response.Headers.AccessControlAllowMethods = Methods;
            response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, Idempotency-Key";
            response.Headers.AccessControlMaxAge = Day;
        }

        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
