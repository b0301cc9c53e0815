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

    /// <summary>DTMF digits (RFC 4733), offered as 101.</summary>
    public static CodecDescription TelephoneEvent { get; } = new("telephone-event", 8000, 101, FormatParameters: "0-15");

    /// <summary>Whether both name the same encoding, whatever their payload types.</summary>
    public bool IsSameEncoding(CodecDescription other) =>
        other is not null
        && ClockRate == other.ClockRate
        && Channels == other.Channels
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Channels == 1 ? $"{Name}/{ClockRate}" : $"{Name}/{ClockRate}/{Channels}";
}
