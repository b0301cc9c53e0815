using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Parley.Audio;

namespace Parley.Speech.Pcm;

/// <summary>Cuts a stream of 16-bit little-endian mono samples into frames of 20 ms, as the bytes come.</summary>
internal static class PcmStream
{
    /// <summary>Reads to the end of the stream. The last frame may be shorter; half a sample at the end is dropped.</summary>
    /// <param name="stream">Samples without a header.</param>
    /// <param name="sampleRate">Samples per second (Hz).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<AudioFrame> ReadFramesAsync(
        Stream stream,
        int sampleRate,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bytes = new byte[sampleRate / 50 * sizeof(short)];
        int read;
        do
        {
            read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            if (read >= sizeof(short))
            {
                yield return new AudioFrame(ToSamples(bytes.AsSpan(0, read)), sampleRate);
            }
        }
        while (read == bytes.Length);
    }

    private static short[] ToSamples(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length / sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * sizeof(short))..]);
        }

        return samples;
    }
}
