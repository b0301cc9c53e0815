using System.Diagnostics.CodeAnalysis;

namespace Parley.Audio.Codecs;

/// <summary>The codecs that Parley speaks, by their SDP encoding name.</summary>
public static class AudioCodecs
{
    /// <summary>Makes the codec of an rtpmap's encoding name; names compare without case (RFC 4855, section 3).</summary>
    /// <returns><see langword="false"/> when the name is not known.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out IAudioCodec? codec)
    {
        codec = name switch
        {
            _ when string.Equals(name, "PCMU", StringComparison.OrdinalIgnoreCase) => PcmuCodec.Instance,
            _ when string.Equals(name, "PCMA", StringComparison.OrdinalIgnoreCase) => PcmaCodec.Instance,
            _ => null,
        };
        return codec is not null;
    }
}
