using System.Buffers.Binary;

namespace Parley.Speech.Pcm;

/// <summary>Reads the head of a WAV file that is still being written, and so does not know its own length yet.</summary>
internal static class WaveStreamHeader
{
    private const ushort PcmFormat = 1;
    private const int MaxChunk = 4096;

    /// <summary>Reads up to the first sample. The stream then holds samples only.</summary>
    /// <returns>The sample rate in Hz, or <see langword="null"/> when the stream ends too early or is not 16-bit mono PCM.</returns>
    public static async Task<int?> TryReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = await TryTakeAsync(stream, 12, cancellationToken);
        if (head is null || !head.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !head.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            return null;
        }

        int? sampleRate = null;
        while (await TryTakeAsync(stream, 8, cancellationToken) is { } chunk)
        {
            if (chunk.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                return sampleRate;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            if (length > MaxChunk || await TryTakeAsync(stream, (int)(length + (length & 1)), cancellationToken) is not { } body)
            {
                return null;
            }

            if (chunk.AsSpan(0, 4).SequenceEqual("fmt "u8))
            {
                sampleRate = ReadFormat(body);
            }
        }

        return null;
    }

    private static int? ReadFormat(ReadOnlySpan<byte> format) =>
        format.Length >= 16
        && BinaryPrimitives.ReadUInt16LittleEndian(format) == PcmFormat
        && BinaryPrimitives.ReadUInt16LittleEndian(format[2..]) == 1
        && BinaryPrimitives.ReadUInt16LittleEndian(format[14..]) == 16
        && BinaryPrimitives.ReadUInt32LittleEndian(format[4..]) is >= 4_000 and <= 192_000 and var rate
            ? (int)rate
            : null;

    private static async Task<byte[]?> TryTakeAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        return await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken) == count ? bytes : null;
    }
}
