using System.Diagnostics.CodeAnalysis;

namespace Parley.Audio.Codecs;

/// <summary>The codecs that Parley speaks, by their SDP encoding name.</summary>
public static class AudioCodecs
{
    private const int OpusClock = 48_000;

    /// <summary>Gives the codec without memory of an rtpmap's encoding name; names compare without case (RFC 4855, section 3).</summary>
    /// <returns><see langword="false"/> when the name is not known, or its codec remembers the stream: <see cref="TryCreate"/>.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out IAudioCodec? codec)
    {
        codec = name switch
        {
            _ when Is(name, "PCMU") => PcmuCodec.Instance,
            _ when Is(name, "PCMA") => PcmaCodec.Instance,
            _ => null,
        };
        return codec is not null;
    }

    /// <summary>Makes the codec of an rtpmap for one stream, both directions. One that is <see cref="IDisposable"/> is the caller's to dispose.</summary>
    /// <param name="name">The encoding name.</param>
    /// <param name="clockRate">The RTP clock in Hz.</param>
    /// <param name="channels">1, or 2 for Opus, whose rtpmap always says so.</param>
    /// <param name="codec">The codec.</param>
    /// <returns><see langword="false"/> when it cannot be spoken here.</returns>
    public static bool TryCreate(string name, int clockRate, int channels, [NotNullWhen(true)] out IAudioCodec? codec)
    {
        codec = !IsAvailable(name, clockRate, channels) ? null
            : Is(name, "G722") ? new G722Codec()
            : Is(name, "L16") ? new L16Codec(clockRate)
            : Is(name, "opus") ? OpusCodec.Create()
            : TryGet(name, out var shared) ? shared
            : null;
        return codec is not null;
    }

    /// <summary>Whether the codec of an rtpmap can be spoken on this machine: Opus needs the system's libopus.</summary>
    public static bool IsAvailable(string name, int clockRate, int channels) =>
        (Is(name, "PCMU") || Is(name, "PCMA") || Is(name, "G722")) ? clockRate == 8000 && channels == 1
        : Is(name, "L16") ? clockRate is 8000 or 16_000 && channels == 1
        : Is(name, "opus") && clockRate == OpusClock && channels == 2 && OpusCodec.IsAvailable;

    private static bool Is(string name, string known) => string.Equals(name, known, StringComparison.OrdinalIgnoreCase);
}
