using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Server.Sockets;

/// <summary>What the request says that opens a socket (contract 11.2 to 11.6).</summary>
internal sealed record SocketRequest
{
    /// <summary>The agent as <c>agent.org</c>, when the address names it.</summary>
    public string? Service { get; private init; }

    /// <summary>The session token, when there is one.</summary>
    public string? Token { get; private init; }

    /// <summary>The body for the agent, when the address has one.</summary>
    public JsonElement? Body { get; private init; }

    /// <summary>Reads it: <c>?serviceHost=</c>, <c>?token=</c>, <c>?body=</c>, and after <c>/ws/{provider}/</c> the agent (of the generic socket) and the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="dialect">Whose socket it is.</param>
    /// <param name="rest">What follows in the path.</param>
    /// <param name="read">What it says.</param>
    /// <returns>What is wrong with it, if anything is.</returns>
    public static ApiError? TryRead(HttpRequest request, SocketDialect dialect, string? rest, out SocketRequest read)
    {
        var parts = (rest ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var service = request.Query["serviceHost"].FirstOrDefault();
        if (service is null && !dialect.HasStart && parts is [var named, ..])
        {
            (service, parts) = (named, parts[1..]);
        }

        read = new()
        {
            Service = service,
            Token = BearerToken.Of(request) ?? request.Query["token"].FirstOrDefault() ?? parts.FirstOrDefault(),
        };
        if (parts.Length > 1)
        {
            return ApiError.NoSuchRoute;
        }

        if (request.Query["body"].FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (text.Length > StartRequest.MaxWebSocketBodySize * 2)
        {
            return ApiError.TooLarge;
        }

        // A plus sign that was not escaped comes as a space.
        Span<byte> bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Replace(' ', '+').Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length))
        {
            return ApiError.Bad("body: expected JSON in base64");
        }

        if (length > StartRequest.MaxWebSocketBodySize)
        {
            return ApiError.TooLarge;
        }

        var error = JsonBody.TryRead(bytes[..length].ToArray(), out var body, out var wrong) ? null : wrong;
        read = read with { Body = error is null ? body : null };
        return error;
    }
}
