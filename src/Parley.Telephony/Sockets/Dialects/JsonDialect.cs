using System.Globalization;
using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>The common frame of the providers that speak JSON: an <c>event</c>, and an object of its name.</summary>
public abstract class JsonDialect : SocketDialect
{
    private const string Inbound = "inbound";
    private const int LongestText = 1024;

    /// <inheritdoc/>
    public sealed override SocketMessage Read(ReadOnlyMemory<byte> message, bool isText)
    {
        if (!isText)
        {
            return new SocketMalformed("a binary message, where JSON is expected");
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            return document.RootElement is { ValueKind: JsonValueKind.Object } json ? ReadEvent(json) : new SocketMalformed("no JSON object");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)   // Torn JSON; half a surrogate pair.
        {
            return new SocketMalformed("no JSON");
        }
    }

    /// <summary>Reads the object <c>start</c>.</summary>
    protected abstract SocketMessage ReadStart(JsonElement json, JsonElement start);

    /// <summary>The name of the event that says that a mark has been played.</summary>
    protected virtual string MarkPlayed => "mark";

    /// <summary>Writes a message.</summary>
    protected static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A text of at most a kilobyte; <see langword="null"/> when there is none.</summary>
    protected static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestText } text ? text : null;

    /// <summary>A whole number, which may be written as text.</summary>
    protected static int? Number(JsonElement json, string name) =>
        json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : value.ValueKind is JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : null;

    /// <summary>An object; an empty element when there is none.</summary>
    protected static JsonElement Nested(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : default;

    /// <summary>The parameters of a call: those that are text or plain values.</summary>
    protected static Dictionary<string, string> Parameters(JsonElement json)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in json.EnumerateObject())
            {
                read[property.Name] = property.Value.ValueKind is JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            }
        }

        return read;
    }

    private SocketMessage ReadEvent(JsonElement json)
    {
        var name = Text(json, "event");
        if (name == MarkPlayed)
        {
            return Text(Nested(json, name), "name") is { } mark || (Text(json, "name") is { } bare && (mark = bare) is not null) ? new SocketMark(mark) : new SocketMalformed("a mark without its name");
        }

        return name switch
        {
            "media" => ReadSound(json),
            "start" => Nested(json, "start") is { ValueKind: JsonValueKind.Object } start ? ReadStart(json, start) : new SocketMalformed("start without its object"),
            "stop" => new SocketStopped(),
            "dtmf" => ReadDigit(json),
            null => new SocketMalformed("no event"),
            _ => SocketMessage.Other,
        };
    }

    private static SocketMessage ReadSound(JsonElement json)
    {
        var media = Nested(json, "media");
        if (Text(media, "track") is { } track && track != Inbound)
        {
            return SocketMessage.Other;   // Our own voice, which nobody asked for.
        }

        return media.ValueKind is JsonValueKind.Object && media.TryGetProperty("payload", out var payload) && payload.ValueKind is JsonValueKind.String && payload.TryGetBytesFromBase64(out var bytes)
            ? new SocketSound(bytes)
            : new SocketMalformed("media without a payload of base64");
    }

    private static SocketMessage ReadDigit(JsonElement json) =>
        Text(Nested(json, "dtmf"), "digit") is [var digit] && (char.IsAsciiDigit(digit) || digit is '*' or '#' or (>= 'A' and <= 'D'))
            ? new SocketDigit(digit)
            : new SocketMalformed("dtmf without a digit");
}
