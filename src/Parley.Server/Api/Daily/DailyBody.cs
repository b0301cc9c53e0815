using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api.Daily;

/// <summary>Reads a JSON object, and refuses what is none in the shape of contract 4.1.</summary>
internal static class DailyBody
{
    /// <param name="request">The request.</param>
    /// <param name="limit">How many bytes at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="mayBeEmpty">Whether no body at all is an empty object.</param>
    public static async Task<(JsonElement Body, DailyError? Refusal)> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken, bool mayBeEmpty = false)
    {
        if (await RequestBody.ReadAsync(request, limit, cancellationToken) is not { } bytes)
        {
            return (default, DailyError.Invalid("The request is too large") with { Status = 413 });
        }

        if (bytes.Length == 0 && mayBeEmpty)
        {
            return (JsonElement.Parse("{}"), null);
        }

        return JsonBody.TryRead(bytes, out var body, out var error) ? (body, null) : (default, DailyError.NoJson(error.Text));
    }
}
