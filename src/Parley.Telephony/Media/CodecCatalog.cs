using Parley.Audio.Codecs;
using Parley.Rtp.Sdp;

namespace Parley.Telephony.Media;

/// <summary>The codecs that can be asked for by name, in configuration and in requests.</summary>
public static class CodecCatalog
{
    /// <summary>The name that stands for comfort noise (RFC 3389) among codecs.</summary>
    public const string ComfortNoise = "CN";

    private static readonly (string Name, CodecDescription Codec)[] Known =
    [
        ("PCMU", CodecDescription.Pcmu),
        ("PCMA", CodecDescription.Pcma),
        ("G722", CodecDescription.G722),
        ("OPUS", CodecDescription.Opus),
        ("L16", CodecDescription.L16Wide),
        ("L16/8000", CodecDescription.L16),
        ("L16/16000", CodecDescription.L16Wide),
    ];

    /// <summary>Every name, as configuration takes it.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name), ComfortNoise];

    /// <summary>Whether a name means something, though the codec may not be there on this machine (Opus without its library). Without regard to case.</summary>
    public static bool IsKnown(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a codec that this machine can speak.</summary>
    internal static CodecDescription? Find(string name) =>
        Known.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Codec is { } codec
        && AudioCodecs.IsAvailable(codec.Name, codec.ClockRate, codec.Channels)
            ? codec
            : null;

    /// <summary>The codecs of a list that this machine can speak, in its order, and whether comfort noise is among the names.</summary>
    internal static (IReadOnlyList<CodecDescription> Codecs, CodecDescription? ComfortNoise) Pick(IEnumerable<string> names)
    {
        var wanted = names.ToArray();
        var noise = wanted.Contains(ComfortNoise, StringComparer.OrdinalIgnoreCase) ? CodecDescription.ComfortNoise : null;
        return ([.. wanted.Select(Find).OfType<CodecDescription>().Distinct()], noise);
    }
}
