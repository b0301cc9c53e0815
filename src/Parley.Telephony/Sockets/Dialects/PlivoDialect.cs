using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>Plivo's audio streams: the first message is the start.</summary>
public sealed class PlivoDialect : JsonDialect
{
    /// <inheritdoc/>
    public override string Name => "plivo";

    /// <inheritdoc/>
    protected override string MarkPlayed => "playedStream";

    /// <inheritdoc/>
    public override byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound)
    {
        var payload = sound.ToArray();
        return Write(json =>
        {
            json.WriteString("event"u8, "playAudio"u8);
            json.WriteStartObject("media"u8);
            json.WriteString("contentType"u8, "audio/x-mulaw"u8);
            json.WriteNumber("sampleRate"u8, 8000);
            json.WriteBase64String("payload"u8, payload);
            json.WriteEndObject();
            json.WriteString("streamId"u8, call.StreamId);
        });
    }

    /// <inheritdoc/>
    public override byte[] WriteClear(SocketStart call) => Write(json =>
    {
        json.WriteString("event"u8, "clearAudio"u8);
        json.WriteString("streamId"u8, call.StreamId);
    });

    /// <inheritdoc/>
    public override byte[] WriteMark(SocketStart call, string name) => Write(json =>
    {
        json.WriteString("event"u8, "checkpoint"u8);
        json.WriteString("streamId"u8, call.StreamId);
        json.WriteString("name"u8, name);
    });

    /// <inheritdoc/>
    protected override SocketMessage ReadStart(JsonElement json, JsonElement start)
    {
        var format = Nested(start, "mediaFormat");
        if (Text(start, "streamId") is not { } stream || Text(start, "callId") is not { } call)
        {
            return new SocketMalformed("start without streamId or callId");
        }

        return (Text(format, "encoding") ?? "audio/x-mulaw") != "audio/x-mulaw" || (Number(format, "sampleRate") ?? 8000) != 8000
            ? new SocketMalformed("a mediaFormat other than audio/x-mulaw at 8000 Hz")
            : new SocketStarted(new()
            {
                StreamId = stream,
                CallId = call,
                AccountId = Text(start, "accountId"),
                From = Text(start, "from") ?? "",
                To = Text(start, "to") ?? "",
            });
    }
}
