namespace Parley.Audio.Codecs;

/// <summary>ITU-T G.711 companding: one byte per sample, logarithmic, at 8,000 samples per second. Many samples at once, and table lookups for the rest.</summary>
public static class G711
{
    /// <summary>The mu-law byte that sounds like silence (positive zero).</summary>
    public const byte MuLawSilence = 0xFF;

    /// <summary>The A-law byte nearest to silence (the smallest positive step; A-law has no zero).</summary>
    public const byte ALawSilence = 0xD5;

    private static readonly short[] MuLawToLinear = [.. Enumerable.Range(0, 256).Select(code => ExpandMuLaw((byte)code))];
    private static readonly short[] ALawToLinear = [.. Enumerable.Range(0, 256).Select(code => ExpandALaw((byte)code))];

    // Indexed by the magnitude in the law's own precision: 14 bits with sign for mu-law, 12 with sign for A-law.
    private static readonly byte[] MuLawMagnitude = [.. Enumerable.Range(0, 8192).Select(CompressMuLawMagnitude)];
    private static readonly byte[] ALawMagnitude = [.. Enumerable.Range(0, 2048).Select(CompressALawMagnitude)];

    /// <summary>Compresses linear samples to mu-law. <paramref name="destination"/> must hold a byte per sample.</summary>
    public static void EncodeMuLaw(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        destination = destination[..samples.Length];
        var magnitudes = MuLawMagnitude;
        for (var i = G711Lanes.EncodeMuLaw(samples, destination); i < samples.Length; i++)
        {
            int sample = samples[i];
            var sign = sample >> 31;
            destination[i] = (byte)~((sign & 0x80) | magnitudes[(sample ^ sign) >> 2]);
        }
    }

    /// <summary>Compresses linear samples to A-law. <paramref name="destination"/> must hold a byte per sample.</summary>
    public static void EncodeALaw(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        destination = destination[..samples.Length];
        var magnitudes = ALawMagnitude;
        for (var i = G711Lanes.EncodeALaw(samples, destination); i < samples.Length; i++)
        {
            int sample = samples[i];
            var sign = sample >> 31;
            destination[i] = (byte)((~sign & 0x80) ^ magnitudes[(sample ^ sign) >> 4]);
        }
    }

    /// <summary>Expands mu-law bytes to linear samples. <paramref name="samples"/> must hold a sample per byte.</summary>
    public static void DecodeMuLaw(ReadOnlySpan<byte> source, Span<short> samples) =>
        Expand(source, samples, MuLawToLinear, G711Lanes.DecodeMuLaw(source, samples[..source.Length]));

    /// <summary>Expands A-law bytes to linear samples. <paramref name="samples"/> must hold a sample per byte.</summary>
    public static void DecodeALaw(ReadOnlySpan<byte> source, Span<short> samples) =>
        Expand(source, samples, ALawToLinear, G711Lanes.DecodeALaw(source, samples[..source.Length]));

    private static void Expand(ReadOnlySpan<byte> source, Span<short> samples, short[] table, int done)
    {
        samples = samples[..source.Length];
        for (var i = done; i < source.Length; i++)
        {
            samples[i] = table[source[i]];
        }
    }

    private static short ExpandMuLaw(byte code)
    {
        var bits = ~code;
        var magnitude = (((((bits & 0x0F) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84);
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static short ExpandALaw(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 7;
        var step = ((bits & 0x0F) << 4) + 8;
        var magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static byte CompressMuLawMagnitude(int magnitude)
    {
        var biased = Math.Min(magnitude + 33, 0x1FFF);
        var segment = int.Log2(biased) - 5;
        return (byte)((segment << 4) | ((biased >> (segment + 1)) & 0x0F));
    }

    private static byte CompressALawMagnitude(int magnitude)
    {
        var segment = Math.Max(int.Log2(magnitude | 1) - 3, 0);
        var mantissa = (segment <= 1 ? magnitude : magnitude >> (segment - 1)) & 0x0F;
        return (byte)(((segment << 4) | mantissa) ^ 0x55);
    }
}
