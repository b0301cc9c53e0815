using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>Exotel's Voicebot applet: linear samples, not mu-law.</summary>
public sealed class ExotelDialect : JsonDialect
{
    /// <inheritdoc/>
    public override string Name => "exotel";

    /// <inheritdoc/>
    public override byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound)
    {
        var payload = sound.ToArray();
        return Write(json =>
        {
            json.WriteString("event"u8, "media"u8);
            json.WriteString("stream_sid"u8, call.StreamId);
            json.WriteStartObject("media"u8);
            json.WriteBase64String("payload"u8, payload);
            json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public override byte[] WriteClear(SocketStart call) => Write(json =>
    {
        json.WriteString("event"u8, "clear"u8);
        json.WriteString("stream_sid"u8, call.StreamId);
    });

    /// <inheritdoc/>
    public override byte[] WriteMark(SocketStart call, string name) => Write(json =>
    {
        json.WriteString("event"u8, "mark"u8);
        json.WriteString("stream_sid"u8, call.StreamId);
        json.WriteStartObject("mark"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override SocketMessage ReadStart(JsonElement json, JsonElement start)
    {
        if ((Text(start, "stream_sid") ?? Text(json, "stream_sid")) is not { } stream || Text(start, "call_sid") is not { } call)
        {
            return new SocketMalformed("start without stream_sid or call_sid");
        }

        var rate = Number(Nested(start, "media_format"), "sample_rate") ?? 8000;
        return rate is not (8000 or 16_000 or 24_000)
            ? new SocketMalformed("a sample_rate other than 8000, 16000 or 24000")
            : new SocketStarted(new()
            {
                StreamId = stream,
                CallId = call,
                AccountId = Text(start, "account_sid"),
                From = Text(start, "from") ?? "",
                To = Text(start, "to") ?? "",
                Format = new(SocketEncoding.Linear, rate),
                Parameters = Parameters(Nested(start, "custom_parameters")),
            });
    }
}
