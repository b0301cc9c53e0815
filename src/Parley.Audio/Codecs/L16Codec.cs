using System.Buffers.Binary;

namespace Parley.Audio.Codecs;

/// <summary>Linear samples of 16 bits, the high byte first (RFC 3551, section 4.5.11).</summary>
/// <param name="sampleRate">Samples per second, which is the RTP clock, too.</param>
public sealed class L16Codec(int sampleRate) : IAudioCodec
{
    /// <inheritdoc/>
    public string Name => "L16";

    /// <inheritdoc/>
    public int ClockRate => sampleRate;

    /// <inheritdoc/>
    public int SampleRate => sampleRate;

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(destination[(2 * i)..], samples[i]);
        }

        return 2 * samples.Length;
    }

    /// <inheritdoc/>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var length = Math.Min(payload.Length / 2, samples.Length);
        for (var i = 0; i < length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16BigEndian(payload[(2 * i)..]);
        }

        return length;
    }
}
