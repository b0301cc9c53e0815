using Parley.Rtp.Sdp;

namespace Parley.Rtp.Packets;

/// <summary>
/// How the payload of a codec is laid out in time. Inside, a stream's time always runs in units of 1/8,000 s; on the wire it runs by the codec's clock, which is so many
/// times as fast.
/// </summary>
/// <param name="ClockFactor">Units of the wire's clock in one of ours.</param>
/// <param name="BytesPerUnit">Bytes of payload in one of our units; 0 for packets of any size (Opus).</param>
internal readonly record struct PayloadFormat(int ClockFactor, int BytesPerUnit)
{
    /// <summary>Our units in a second.</summary>
    public const int Clock = 8000;

    /// <summary>G.711, G.722, telephone-events, comfort noise.</summary>
    public static PayloadFormat Plain { get; } = new(1, 1);

    private static PayloadFormat Opus { get; } = new(6, 0);

    /// <summary>Whether a byte is a unit: such payload may be cut anywhere, and waits in the jitter buffer as it is.</summary>
    public bool IsPlain => this == Plain;

    /// <summary>Whether a packet stands for itself, and is sent as it comes from the encoder.</summary>
    public bool IsWhole => BytesPerUnit == 0;

    /// <summary>The format of a codec.</summary>
    public static bool TryGet(CodecDescription codec, out PayloadFormat format)
    {
        PayloadFormat? known = codec switch
        {
            { ClockRate: 48_000, Channels: 2 } when Is(codec, "opus") => Opus,
            { ClockRate: 8000 or 16_000, Channels: 1 } when Is(codec, "L16") => new(codec.ClockRate / Clock, 2 * codec.ClockRate / Clock),
            { ClockRate: Clock } when !Is(codec, "L16") => Plain,
            _ => null,
        };
        format = known.GetValueOrDefault();
        return known is not null;
    }

    /// <summary>How many of our units a payload sounds, rounded down; 0 for nonsense.</summary>
    public int UnitsOf(ReadOnlySpan<byte> payload) =>
        !IsWhole ? payload.Length / BytesPerUnit
        : OpusPacket.TryGetDuration(payload, out var duration) ? duration / ClockFactor
        : 0;

    private static bool Is(CodecDescription codec, string name) => codec.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
