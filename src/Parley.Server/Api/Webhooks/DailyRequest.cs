using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Webhooks;

/// <summary>Reads the body of a request whose refusals have the shape of the rooms API.</summary>
internal static class DailyRequest
{
    private const int MaxSize = 64 * 1024;

    /// <summary>Reads the body as an object, and what it says with <paramref name="read"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Makes something of the object, or says what is wrong with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(T? Value, DailyError? Error)> ReadAsync<T>(
        HttpRequest request, Func<JsonElement, (T? Value, DailyError? Error)> read, CancellationToken cancellationToken)
        where T : class
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return (null, DailyError.Invalid($"the request is larger than {MaxSize} bytes") with { Status = 413 });
        }

        if (!JsonBody.TryRead(bytes, out var json, out var error))
        {
            return (null, DailyError.NoJson(error.Text));
        }

        try
        {
            return read(json);
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return (null, DailyError.NoJson("A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)"));
        }
    }
}
