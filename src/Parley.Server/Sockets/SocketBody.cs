using System.Buffers;
using System.Text.Json;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Legs;
using Parley.Telephony.Sockets;

namespace Parley.Server.Sockets;

/// <summary>
/// The body that an agent gets when a provider's call starts it: what the address and the call's parameters carried, and beside it <c>call_data</c> (contract 11.1) and
/// <c>dialin_settings</c>, so that an agent for incoming calls need not know by which way they come.
/// </summary>
internal static class SocketBody
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}"u8);

    public static JsonElement Make(string provider, SocketStart start, IncomingCallOffer offer, Guid domain, JsonElement? given, bool isPlain)
    {
        if (isPlain)
        {
            return given ?? Empty;   // Somebody's own client: its body is the agent's, untouched.
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        var written = new HashSet<string>(StringComparer.Ordinal) { "transport", "call_data", "dialin_settings" };
        json.WriteStartObject();
        foreach (var property in given?.EnumerateObject() ?? default)
        {
            if (written.Add(property.Name))
            {
                property.WriteTo(json);
            }
        }

        foreach (var (name, value) in start.Parameters)
        {
            if (!name.StartsWith('_') && written.Add(name))
            {
                json.WriteString(name, value);
            }
        }

        json.WriteString("transport", provider);
        WriteCall(json, provider, start);
        json.WritePropertyName("dialin_settings");
        JsonSerializer.Serialize(json, DialinSettings.Of(offer, domain), DialinJson.Default.DialinSettings);
        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteCall(Utf8JsonWriter json, string provider, SocketStart start)
    {
        json.WriteStartObject("call_data");
        json.WriteString("stream_id", start.StreamId);
        json.WriteString("call_id", start.CallId);
        json.WriteString("from", start.From);
        json.WriteString("to", start.To);
        if (start.AccountId is { } account)
        {
            json.WriteString("account_sid", account);
        }

        if (provider == "telnyx")
        {
            json.WriteString("outbound_encoding", start.Format.Name);
        }

        json.WriteStartObject(provider == "exotel" ? "custom_parameters" : "body");
        foreach (var (name, value) in start.Parameters)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
