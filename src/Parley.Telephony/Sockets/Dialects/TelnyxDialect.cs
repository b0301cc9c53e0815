using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>Telnyx's media streaming, bidirectional by RTP payloads.</summary>
public sealed class TelnyxDialect : JsonDialect
{
    /// <inheritdoc/>
    public override string Name => "telnyx";

    /// <inheritdoc/>
    public override byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound)
    {
        var payload = sound.ToArray();
        return Write(json =>
        {
            json.WriteString("event"u8, "media"u8);
            json.WriteStartObject("media"u8);
            json.WriteBase64String("payload"u8, payload);
            json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public override byte[] WriteClear(SocketStart call) => Write(json => json.WriteString("event"u8, "clear"u8));

    /// <inheritdoc/>
    public override byte[] WriteMark(SocketStart call, string name) => Write(json =>
    {
        json.WriteString("event"u8, "mark"u8);
        json.WriteStartObject("mark"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override SocketMessage ReadStart(JsonElement json, JsonElement start)
    {
        var format = Nested(start, "media_format");
        if ((Text(json, "stream_id") ?? Text(start, "stream_id")) is not { } stream || Text(start, "call_control_id") is not { } call)
        {
            return new SocketMalformed("start without stream_id or call_control_id");
        }

        SocketEncoding? encoding = Text(format, "encoding") switch
        {
            "PCMU" => SocketEncoding.MuLaw,
            "PCMA" => SocketEncoding.ALaw,
            _ => null,
        };
        return encoding is null || (Number(format, "sample_rate") ?? 8000) != 8000
            ? new SocketMalformed("a media_format other than PCMU or PCMA at 8000 Hz")
            : new SocketStarted(new()
            {
                StreamId = stream,
                CallId = call,
                From = Text(start, "from") ?? "",
                To = Text(start, "to") ?? "",
                Format = new(encoding.Value, 8000),
                Parameters = Parameters(Nested(start, "custom_parameters")),
            });
    }
}
