namespace Parley.Audio.Codecs;

/// <summary>G.711 mu-law (static RTP payload type 0, RFC 3551 section 4.5.14). Without state, so one instance serves all.</summary>
public sealed class PcmuCodec : IAudioCodec
{
    /// <summary>The one instance.</summary>
    public static PcmuCodec Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "PCMU";

    /// <inheritdoc/>
    public int ClockRate => 8000;

    /// <inheritdoc/>
    public int SampleRate => 8000;

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        G711.EncodeMuLaw(samples, destination);
        return samples.Length;
    }

    /// <inheritdoc/>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var length = Math.Min(payload.Length, samples.Length);
        G711.DecodeMuLaw(payload[..length], samples);
        return length;
    }
}
