using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;

namespace Parley.Server.Api.Rooms;

/// <summary>Reads the bodies of the rooms API: JSON objects of moderate size, all of whose names and strings are text.</summary>
internal static class DailyBody
{
    /// <summary>How large a body may be, in bytes.</summary>
    public const int MaxSize = 64 * 1024;

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}"u8);

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayBeEmpty">Whether no body at all is an empty object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DailyBodyReading> ReadAsync(HttpRequest request, bool mayBeEmpty, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return new(default, DailyError.Invalid($"The request body is larger than {MaxSize} bytes") with { Status = StatusCodes.Status413PayloadTooLarge });
        }

        return bytes.Length == 0 && mayBeEmpty ? new(EmptyObject, null)
            : !JsonBody.TryRead(bytes, out var json, out var error) ? new(default, DailyError.NoJson(error.Text))
            : !IsText(json) ? new(default, DailyError.NoJson("A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)"))
            : new(json, null);
    }

    // Once, so that nobody who reads a string later has to expect that it cannot be read.
    private static bool IsText(JsonElement value)
    {
        try
        {
            Visit(value);
            return true;
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return false;
        }
    }

    private static void Visit(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Visit(property.Value);
                }

                break;
        }
    }
}

/// <summary>What became of reading a body.</summary>
/// <param name="Json">The object, when there is no error.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record DailyBodyReading(JsonElement Json, DailyError? Error)
{
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsGood => Error is null;
}
