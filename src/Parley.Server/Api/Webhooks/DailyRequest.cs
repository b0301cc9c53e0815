using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Webhooks;

/// <summary>Reads the body of a request whose refusals have the shape of the rooms API.</summary>
internal static class DailyRequest
{
    /// <summary>Reads the body as an object, and what it says with <paramref name="read"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Makes something of the object, or says what is wrong with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(T? Value, DailyError? Error)> ReadAsync<T>(
        HttpRequest request, Func<JsonElement, (T? Value, DailyError? Error)> read, CancellationToken cancellationToken)
        where T : class
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: false, cancellationToken);
        return body.IsGood ? read(body.Json) : (null, body.Error);
    }
}
