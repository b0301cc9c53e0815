using Parley.Rtp.Srtp;

namespace Parley.Rtp.Sdp;

/// <summary>What audio this side can speak: the codec list is data, so a new codec is a new entry.</summary>
public sealed record AudioCapabilities
{
    /// <summary>PCMU, PCMA and telephone-event in 20 ms packets.</summary>
    public static AudioCapabilities Default { get; } = new();

    /// <summary>The codecs, best first.</summary>
    public IReadOnlyList<CodecDescription> Codecs { get; init; } = [CodecDescription.Pcmu, CodecDescription.Pcma];

    /// <summary>
    /// Whether an offer is answered with the first of our codecs that it has, rather than with its own first one (RFC 3264, section 6.1, leaves it to us).
    /// </summary>
    public bool PrefersOwnOrder { get; init; }

    /// <summary>How silence may be sent, or <see langword="null"/> for as sound.</summary>
    public CodecDescription? ComfortNoise { get; init; }

    /// <summary>How digits are carried, or <see langword="null"/> for not at all.</summary>
    public CodecDescription? TelephoneEvent { get; init; } = CodecDescription.TelephoneEvent;

    /// <summary>Whether sound is encrypted.</summary>
    public SrtpPolicy Srtp { get; init; }

    /// <summary>The suites to encrypt with, best first.</summary>
    public IReadOnlyList<SrtpSuite> SrtpSuites { get; init; } = SrtpSuite.All;

    /// <summary>The shortest packet that is sent.</summary>
    public static TimeSpan ShortestPacketTime { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest packet that is sent.</summary>
    public static TimeSpan LongestPacketTime { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The packet length to ask for, and to use unless the far end asks for another.</summary>
    public TimeSpan PacketTime { get; init; } = TimeSpan.FromMilliseconds(20);
}
