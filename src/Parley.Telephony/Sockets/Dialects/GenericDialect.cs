using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>
/// Anybody's own client: protobuf frames (contract 11.5), one in a binary message. It has no start; sound is linear, at the rate that each frame says, and at
/// <see cref="SampleRate"/> from us. Text messages are JSON for the agent, as is what a MessageFrame carries.
/// </summary>
public sealed class GenericDialect : SocketDialect
{
    /// <summary>The rate of our sound, in Hz.</summary>
    public const int SampleRate = 16_000;

    private const int TextFrame = 1;
    private const int AudioFrame = 2;
    private const int TranscriptionFrame = 3;
    private const int MessageFrame = 4;
    private const int InterruptionFrame = 5;

    // Each rate has a resampler of its own, whose filter is kept; that of a rate which nobody uses may take megabytes.
    private static readonly int[] Rates = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

    /// <inheritdoc/>
    public override string Name => "generic";

    /// <inheritdoc/>
    public override bool HasStart => false;

    /// <inheritdoc/>
    public override bool IsText => false;

    /// <inheritdoc/>
    public override SocketMessage Read(ReadOnlyMemory<byte> message, bool isText)
    {
        if (isText)
        {
            return ReadText(message);
        }

        var (frame, kind) = (ReadOnlyMemory<byte>.Empty, 0);
        foreach (var field in new ProtobufFields(message))
        {
            if (!field.IsWhole)
            {
                return new SocketMalformed("a torn frame");
            }

            (frame, kind) = field.Number is >= TextFrame and <= InterruptionFrame && field.IsBytes ? (field.Bytes, field.Number) : (frame, kind);
        }

        return kind switch
        {
            AudioFrame => ReadSound(frame),
            MessageFrame => ReadMessage(frame),
            TextFrame or TranscriptionFrame or InterruptionFrame => SocketMessage.Other,
            _ => new SocketMalformed("no frame"),
        };
    }

    /// <inheritdoc/>
    public override byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound)
    {
        var audio = new ProtobufWriter();
        audio.Write(2, "AudioRawFrame"u8);
        audio.Write(3, sound);
        audio.Write(4, SampleRate);
        audio.Write(5, 1);
        return Frame(AudioFrame, audio);
    }

    /// <inheritdoc/>
    public override byte[] WriteClear(SocketStart call)
    {
        var interruption = new ProtobufWriter();
        interruption.Write(2, "InterruptionFrame"u8);
        return Frame(InterruptionFrame, interruption);
    }

    /// <inheritdoc/>
    public override byte[] WriteText(JsonElement json)
    {
        var message = new ProtobufWriter();
        message.Write(1, Encoding.UTF8.GetBytes(json.GetRawText()));
        return Frame(MessageFrame, message);
    }

    private static byte[] Frame(int kind, ProtobufWriter inner)
    {
        var frame = new ProtobufWriter();
        frame.Write(kind, inner.Written);
        return frame.Written.ToArray();
    }

    private static SocketMessage ReadSound(ReadOnlyMemory<byte> frame)
    {
        var (sound, rate, channels) = (ReadOnlyMemory<byte>.Empty, 0UL, 1UL);
        foreach (var field in new ProtobufFields(frame))
        {
            if (!field.IsWhole)
            {
                return new SocketMalformed("a torn AudioRawFrame");
            }

            (sound, rate, channels) = field switch
            {
                { Number: 3, IsBytes: true } => (field.Bytes, rate, channels),
                { Number: 4, IsBytes: false } => (sound, field.Value, channels),
                { Number: 5, IsBytes: false } => (sound, rate, field.Value),
                _ => (sound, rate, channels),
            };
        }

        return rate > int.MaxValue || !Rates.Contains((int)rate) ? new SocketMalformed($"an AudioRawFrame whose sample_rate is none of {string.Join(", ", Rates)}")
            : channels != 1 ? new SocketMalformed("an AudioRawFrame that is not mono")
            : new SocketSound(sound, (int)rate);
    }

    private static SocketMessage ReadMessage(ReadOnlyMemory<byte> frame)
    {
        foreach (var field in new ProtobufFields(frame))
        {
            if (field is { IsWhole: true, Number: 1, IsBytes: true })
            {
                return ReadText(field.Bytes);
            }
        }

        return new SocketMalformed("a MessageFrame without data");
    }

    private static SocketMessage ReadText(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Utf8.IsValid(utf8.Span) && JsonElement.Parse(utf8.Span) is var json && HasGoodTexts(json) ? new SocketText(json) : new SocketMalformed("text that is no UTF-8");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)   // Torn JSON; half a surrogate pair.
        {
            return new SocketMalformed("text that is no JSON");
        }
    }

    // Whoever gets it may read all of it: what no string can hold is found here, not by the agent.
    private static bool HasGoodTexts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString() is not null,
        JsonValueKind.Array => json.EnumerateArray().All(HasGoodTexts),
        JsonValueKind.Object => json.EnumerateObject().All(property => property.Name is not null && HasGoodTexts(property.Value)),
        _ => true,
    };
}
