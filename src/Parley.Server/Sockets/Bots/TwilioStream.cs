using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Sockets.Bots;

/// <summary>What a bot says over its stream. A closed family.</summary>
internal abstract record BotMessage;

/// <summary>Sound to be played, mu-law at 8,000 Hz.</summary>
internal sealed record BotSound(byte[] Bytes) : BotMessage;

/// <summary>It wants to be told when the sound before it has been played.</summary>
internal sealed record BotMark(string Name) : BotMessage;

/// <summary>What is queued is not to be played.</summary>
internal sealed record BotClear : BotMessage;

/// <summary>Nothing that Twilio's dialect knows.</summary>
internal sealed record BotMalformed : BotMessage;

/// <summary>Twilio's side of its media streams: what we tell a bot of a call, in the order and with the counters that Twilio has.</summary>
internal sealed class TwilioStream(string streamSid, string callSid, string accountSid, IReadOnlyDictionary<string, string> parameters)
{
    private const int MillisecondsPerChunk = 20;

    private int _sequence;
    private int _chunk;

    public string StreamSid => streamSid;

    public static byte[] Connected() => Write(new JsonObject { ["event"] = "connected", ["protocol"] = "Call", ["version"] = "1.0.0" });

    public byte[] Start()
    {
        var custom = new JsonObject();
        foreach (var (name, value) in parameters)
        {
            custom[name] = value;
        }

        return Write(Event("start", new JsonObject
        {
            ["accountSid"] = accountSid,
            ["streamSid"] = streamSid,
            ["callSid"] = callSid,
            ["tracks"] = new JsonArray("inbound"),
            ["mediaFormat"] = new JsonObject { ["encoding"] = "audio/x-mulaw", ["sampleRate"] = 8000, ["channels"] = 1 },
            ["customParameters"] = custom,
        }));
    }

    /// <summary>20 ms of the other person.</summary>
    public byte[] Media(ReadOnlySpan<byte> sound)
    {
        var timestamp = _chunk * MillisecondsPerChunk;
        return Write(Event("media", new JsonObject
        {
            ["track"] = "inbound",
            ["chunk"] = Text(++_chunk),
            ["timestamp"] = Text(timestamp),
            ["payload"] = Convert.ToBase64String(sound),
        }));
    }

    public byte[] Digit(char digit) => Write(Event("dtmf", new JsonObject { ["track"] = "inbound_track", ["digit"] = $"{digit}" }));

    public byte[] Mark(string name) => Write(Event("mark", new JsonObject { ["name"] = name }));

    public byte[] Stop() => Write(Event("stop", new JsonObject { ["accountSid"] = accountSid, ["callSid"] = callSid }));

    /// <summary>Reads what a bot says; never throws.</summary>
    public static BotMessage Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return document.RootElement is { ValueKind: JsonValueKind.Object } json ? Read(json) : new BotMalformed();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new BotMalformed();
        }
    }

    private static BotMessage Read(JsonElement json)
    {
        var name = json.TryGetProperty("event", out var kind) && kind.ValueKind is JsonValueKind.String ? kind.GetString() : null;
        return name switch
        {
            "clear" => new BotClear(),
            "media" when json.TryGetProperty("media", out var media) && media.ValueKind is JsonValueKind.Object
                && media.TryGetProperty("payload", out var payload) && payload.ValueKind is JsonValueKind.String && payload.TryGetBytesFromBase64(out var bytes) => new BotSound(bytes),
            "mark" when json.TryGetProperty("mark", out var mark) && mark.ValueKind is JsonValueKind.Object
                && mark.TryGetProperty("name", out var text) && text.ValueKind is JsonValueKind.String => new BotMark(text.GetString()!),
            _ => new BotMalformed(),
        };
    }

    private JsonObject Event(string name, JsonObject what) => new() { ["event"] = name, ["sequenceNumber"] = Text(++_sequence), ["streamSid"] = streamSid, [name] = what };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] Write(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Api.RunnerNodes.Default.JsonObject);
}
