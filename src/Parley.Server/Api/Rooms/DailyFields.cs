using System.Text.Json;

namespace Parley.Server.Api.Rooms;

/// <summary>Reads fields of a kind that only the rooms API has.</summary>
internal static class DailyFields
{
    /// <summary>A list of strings; empty when it is missing.</summary>
    public static IReadOnlyList<string> Texts(JsonElement body, string name, int most, FieldReader fields)
    {
        if (!body.TryGetProperty(name, out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > most || list.EnumerateArray().Any(item => item.ValueKind is not JsonValueKind.String))
        {
            fields.Fail($"{name}: expected a list of at most {most} strings");
            return [];
        }

        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }
}
