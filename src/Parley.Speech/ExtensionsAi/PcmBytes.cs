using System.Buffers.Binary;

namespace Parley.Speech.ExtensionsAi;

/// <summary>16-bit little-endian samples as bytes, and back.</summary>
internal static class PcmBytes
{
    /// <summary>Writes samples.</summary>
    public static byte[] From(ReadOnlySpan<short> samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        }

        return bytes;
    }

    /// <summary>Reads samples; half a sample at the end is left.</summary>
    public static short[] ToSamples(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
        }

        return samples;
    }
}
