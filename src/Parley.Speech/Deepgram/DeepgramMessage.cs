using System.Text.Json;

namespace Parley.Speech.Deepgram;

/// <summary>
/// A message of <c>/v1/listen</c> (developers.deepgram.com/reference/speech-to-text/listen-streaming): <c>Results</c> with words, <c>Metadata</c> at the end,
/// <c>UtteranceEnd</c> and <c>SpeechStarted</c> where asked for, <c>Error</c>.
/// </summary>
/// <param name="Type">Which.</param>
internal sealed record DeepgramMessage(string Type)
{
    /// <summary>The words of a <c>Results</c>; may be empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>How sure the recogniser is, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Up to where in the stream's sound the words reach: <c>start</c> and <c>duration</c>.</summary>
    public TimeSpan End { get; init; }

    /// <summary>Whether the words of this stretch will not change any more.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether it answers a <c>Finalize</c>.</summary>
    public bool FromFinalize { get; init; }

    /// <summary>What an <c>Error</c> says.</summary>
    public string? Trouble { get; init; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is not JSON, or not of the protocol's form.</exception>
    public static DeepgramMessage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        try
        {
            return root.GetProperty("type").GetString() switch
            {
                "Results" => ReadResults(root),
                "Error" => new("Error") { Trouble = TextOf(root, "description") ?? TextOf(root, "message") ?? TextOf(root, "variant") },
                { } type => new(type),
                null => throw new JsonException("its type is null"),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    private static DeepgramMessage ReadResults(JsonElement root)
    {
        var best = root.GetProperty("channel").GetProperty("alternatives") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 ? all[0] : default;
        return new("Results")
        {
            Text = best.ValueKind is JsonValueKind.Object ? TextOf(best, "transcript")?.Trim() ?? "" : "",
            Confidence = best.ValueKind is JsonValueKind.Object && best.TryGetProperty("confidence", out var sure) ? sure.GetDouble() : null,
            End = TimeSpan.FromSeconds(root.GetProperty("start").GetDouble() + root.GetProperty("duration").GetDouble()),
            IsFinal = IsTrue(root, "is_final"),
            FromFinalize = IsTrue(root, "from_finalize"),
        };
    }

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
