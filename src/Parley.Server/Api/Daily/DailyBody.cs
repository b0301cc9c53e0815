using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api.Daily;

/// <summary>Reads the bodies of contract 4 to 8: JSON objects of moderate size, all of whose names and strings are text.</summary>
internal static class DailyBody
{
    /// <summary>How large most bodies may be, in bytes.</summary>
    public const int MaxSize = 64 * 1024;

    private static readonly JsonElement s_emptyObject = JsonElement.Parse("{}"u8);

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayBeEmpty">Whether no body at all is an empty object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="limit">How many bytes at most.</param>
    public static async Task<DailyBodyReading> ReadAsync(HttpRequest request, bool mayBeEmpty, CancellationToken cancellationToken, int limit = MaxSize)
        => await RequestBody.ReadAsync(request, limit, cancellationToken) is not { } bytes
            ? new(default, DailyError.Invalid($"The request body is larger than {limit} bytes") with { Status = StatusCodes.Status413PayloadTooLarge })
            : bytes.Length == 0 && mayBeEmpty ? new(s_emptyObject, null)
            : JsonBody.TryRead(bytes, out var json, out var error) ? new(json, null)
            : new(default, DailyError.NoJson(error.Text));
}

/// <summary>What became of reading a body.</summary>
/// <param name="Json">The object, when there is no error.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record DailyBodyReading(JsonElement Json, DailyError? Error)
{
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsGood => Error is null;
}
