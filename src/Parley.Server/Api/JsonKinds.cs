using System.Text.Json;

namespace Parley.Server.Api;

/// <summary>JSON values in words.</summary>
internal static class JsonKinds
{
    private const int Shown = 40;

    /// <summary>What the value is, with the value itself when it is short.</summary>
    public static string Describe(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the string {Shorten(value.GetRawText())}",
        JsonValueKind.Number => $"the number {Shorten(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static string Shorten(string text) => text.Length <= Shown ? text : $"{text[..Shown]}...";
}
