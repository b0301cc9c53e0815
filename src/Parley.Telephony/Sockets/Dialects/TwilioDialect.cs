using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>Twilio's media streams.</summary>
public sealed class TwilioDialect : JsonDialect
{
    /// <inheritdoc/>
    public override string Name => "twilio";

    /// <inheritdoc/>
    public override byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound)
    {
        var payload = sound.ToArray();
        return Write(json =>
        {
            json.WriteString("event"u8, "media"u8);
            json.WriteString("streamSid"u8, call.StreamId);
            json.WriteStartObject("media"u8);
            json.WriteBase64String("payload"u8, payload);
            json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public override byte[] WriteClear(SocketStart call) => Write(json =>
    {
        json.WriteString("event"u8, "clear"u8);
        json.WriteString("streamSid"u8, call.StreamId);
    });

    /// <inheritdoc/>
    public override byte[] WriteMark(SocketStart call, string name) => Write(json =>
    {
        json.WriteString("event"u8, "mark"u8);
        json.WriteString("streamSid"u8, call.StreamId);
        json.WriteStartObject("mark"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override SocketMessage ReadStart(JsonElement json, JsonElement start)
    {
        var format = Nested(start, "mediaFormat");
        if ((Text(start, "streamSid") ?? Text(json, "streamSid")) is not { } stream || Text(start, "callSid") is not { } call)
        {
            return new SocketMalformed("start without streamSid or callSid");
        }

        if ((Text(format, "encoding") ?? "audio/x-mulaw") != "audio/x-mulaw" || (Number(format, "sampleRate") ?? 8000) != 8000)
        {
            return new SocketMalformed("a mediaFormat other than audio/x-mulaw at 8000 Hz");
        }

        var parameters = Parameters(Nested(start, "customParameters"));
        return new SocketStarted(new()
        {
            StreamId = stream,
            CallId = call,
            AccountId = Text(start, "accountSid"),
            From = parameters.GetValueOrDefault("from_number", ""),
            To = parameters.GetValueOrDefault("to_number", ""),
            Parameters = parameters,
        });
    }
}
