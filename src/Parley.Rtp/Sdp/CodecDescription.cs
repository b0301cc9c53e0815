namespace Parley.Rtp.Sdp;

/// <summary>An audio encoding as SDP names it (RFC 8866, section 6.6: <c>a=rtpmap</c>).</summary>
/// <param name="Name">The encoding's name, e.g. <c>PCMU</c>; compared without regard to case.</param>
/// <param name="ClockRate">RTP timestamp units per second (Hz).</param>
/// <param name="PayloadType">The number in RTP packets: static (RFC 3551), dynamic (96-127), or <see langword="null"/> to take a free dynamic one.</param>
/// <param name="Channels">1 for mono.</param>
/// <param name="FormatParameters">What <c>a=fmtp</c> says, if anything.</param>
public sealed record CodecDescription(string Name, int ClockRate, byte? PayloadType = null, int Channels = 1, string? FormatParameters = null)
{
    /// <summary>G.711 mu-law.</summary>
    public static CodecDescription Pcmu { get; } = new("PCMU", 8000, 0);

    /// <summary>G.711 A-law.</summary>
    public static CodecDescription Pcma { get; } = new("PCMA", 8000, 8);

    /// <summary>G.722: sampled at 16,000 Hz, but its RTP clock runs at 8,000 Hz by an old mistake (RFC 3551, section 4.5.2).</summary>
    public static CodecDescription G722 { get; } = new("G722", 8000, 9);

    /// <summary>Linear samples of 16 bits at 8,000 Hz (RFC 3551, section 4.5.11).</summary>
    public static CodecDescription L16 { get; } = new("L16", 8000);

    /// <summary>Linear samples of 16 bits at 16,000 Hz.</summary>
    public static CodecDescription L16Wide { get; } = new("L16", 16_000);

    /// <summary>Opus (RFC 7587): its RTP clock is always 48,000 Hz and its rtpmap always names two channels, whatever is sent.</summary>
    public static CodecDescription Opus { get; } = new("opus", 48_000, Channels: 2, FormatParameters: "useinbandfec=1;stereo=0;sprop-stereo=0");

    /// <summary>Comfort noise (RFC 3389) beside codecs with a clock of 8,000 Hz.</summary>
    public static CodecDescription ComfortNoise { get; } = new("CN", 8000, 13);

    /// <summary>DTMF digits (RFC 4733), offered as 101.</summary>
    public static CodecDescription TelephoneEvent { get; } = new("telephone-event", 8000, 101, FormatParameters: "0-15");

    /// <summary>Whether this is digits rather than sound.</summary>
    internal bool IsTelephoneEvent => Name.Equals(TelephoneEvent.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether both name the same encoding, whatever their payload types.</summary>
    public bool IsSameEncoding(CodecDescription other) =>
        other is not null
        && ClockRate == other.ClockRate
        && Channels == other.Channels
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Channels == 1 ? $"{Name}/{ClockRate}" : $"{Name}/{ClockRate}/{Channels}";
}
