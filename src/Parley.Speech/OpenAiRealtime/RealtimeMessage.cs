using System.Text.Json;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>
/// A server event of the realtime protocol (developers.openai.com/api/reference/resources/realtime/server-events), with those of its fields that are needed, wherever in the event they
/// are. Names of the beta (<c>response.audio.delta</c>) are read as those of today (<c>response.output_audio.delta</c>).
/// </summary>
/// <param name="Type">Which.</param>
internal sealed record RealtimeMessage(string Type)
{
    public string? ItemId { get; init; }

    public string? ResponseId { get; init; }

    public string? CallId { get; init; }

    /// <summary>The function's, where the event has one.</summary>
    public string? Name { get; init; }

    /// <summary>Sound in Base64, words, or arguments: the ones added, or all.</summary>
    public string? Text { get; init; }

    /// <summary>Of a response.</summary>
    public string? Status { get; init; }

    /// <summary>What went wrong, if something did.</summary>
    public RealtimeError Error { get; init; }

    /// <summary>Of a response.</summary>
    public (long Input, long Output, long Cached)? Tokens { get; init; }

    /// <summary>Reads an event; <see langword="null"/> when it is none.</summary>
    public static RealtimeMessage? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RealtimeMessage? Read(JsonElement root)
    {
        if (TextOf(root, "type") is not { } type)
        {
            return null;
        }

        var response = ObjectOf(root, "response");
        var item = ObjectOf(root, "item");
        return new(type.Replace("response.audio", "response.output_audio", StringComparison.Ordinal))
        {
            ItemId = TextOf(root, "item_id") ?? TextOf(item, "id"),
            ResponseId = TextOf(root, "response_id") ?? TextOf(response, "id"),
            CallId = TextOf(root, "call_id") ?? TextOf(item, "call_id"),
            Name = TextOf(root, "name") ?? TextOf(item, "name"),
            Text = TextOf(root, "delta") ?? TextOf(root, "transcript") ?? TextOf(root, "arguments"),
            Status = TextOf(response, "status"),
            Error = ReadError(ObjectOf(root, "error") is { ValueKind: JsonValueKind.Object } error ? error : ObjectOf(ObjectOf(response, "status_details"), "error")),
            Tokens = ReadTokens(ObjectOf(response, "usage")),
        };
    }

    private static RealtimeError ReadError(JsonElement error) =>
        new(TextOf(error, "type"), TextOf(error, "code"), TextOf(error, "message"), TextOf(error, "event_id"));

    private static (long Input, long Output, long Cached)? ReadTokens(JsonElement usage) => usage.ValueKind is JsonValueKind.Object
        ? (NumberOf(usage, "input_tokens"), NumberOf(usage, "output_tokens"), NumberOf(ObjectOf(usage, "input_token_details"), "cached_tokens"))
        : null;

    private static JsonElement ObjectOf(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : default;

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static long NumberOf(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}

/// <summary>What went wrong, in the vendor's words.</summary>
/// <param name="Type">What kind of error.</param>
/// <param name="Code">Which, as a word.</param>
/// <param name="Message">In a sentence.</param>
/// <param name="EventId">The client's event that caused it.</param>
internal readonly record struct RealtimeError(string? Type, string? Code, string? Message, string? EventId);
