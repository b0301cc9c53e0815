using System.Buffers;
using Microsoft.AspNetCore.Http;
using Parley.Agents.Endpoints;

namespace Parley.Server.Api.Sessions;

/// <summary>An agent's answer on its way out. One that cannot be sent as it is answers 500.</summary>
internal sealed class ProxiedResult(SessionResponse answer) : IResult
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly string[] NotFromAgents =
        ["Connection", "Content-Length", "Content-Type", "Date", "Keep-Alive", "Proxy-Authenticate", "Server", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (!CanBeSent())
        {
            await ApiError.Internal.ToResult().ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            if (!NotFromAgents.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                response.Headers[name] = value;
            }
        }

        response.Headers["x-daily-session-id"] = $"{httpContext.Request.RouteValues["id"]}";
        if (answer.Status is 204 or 205 or 304)
        {
            return;
        }

        response.ContentType = answer.ContentType ?? "application/octet-stream";
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }

    private static bool IsValue(string value) => value.All(c => c is '\t' or (>= ' ' and <= '~'));

    private bool CanBeSent()
        => answer.Status is >= 200 and <= 599
            && (answer.ContentType is null || IsValue(answer.ContentType))
            && answer.Headers.All(header => header.Key.Length > 0 && !header.Key.AsSpan().ContainsAnyExcept(TokenCharacters) && IsValue(header.Value));
}
