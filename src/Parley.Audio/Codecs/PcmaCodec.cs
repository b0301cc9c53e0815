namespace Parley.Audio.Codecs;

/// <summary>G.711 A-law (static RTP payload type 8, RFC 3551 section 4.5.14). Without state, so one instance serves all.</summary>
public sealed class PcmaCodec : IAudioCodec
{
    /// <summary>The one instance.</summary>
    public static PcmaCodec Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "PCMA";

    /// <inheritdoc/>
    public int ClockRate => 8000;

    /// <inheritdoc/>
    public int SampleRate => 8000;

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        G711.EncodeALaw(samples, destination);
        return samples.Length;
    }

    /// <inheritdoc/>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var length = Math.Min(payload.Length, samples.Length);
        G711.DecodeALaw(payload[..length], samples);
        return length;
    }
}
