using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Parley.Audio.Codecs;

namespace Parley.Audio.Wav;

/// <summary>Reads mono WAV files: 16-bit PCM, G.711 mu-law and A-law (RIFF formats 1, 6, 7 and their extensible form).</summary>
public static class WavFile
{
    private const int ExtensibleFormat = 0xFFFE;

    /// <summary>Reads a whole file of at most 256 MB.</summary>
    /// <param name="stream">Anywhere; read from its present position to the end.</param>
    /// <param name="frame">The sound.</param>
    /// <param name="error">What is wrong with the file, for a person to read.</param>
    /// <returns><see langword="false"/> when this is no file that can be played. Never throws because of what the file contains.</returns>
    public static bool TryRead(Stream stream, [NotNullWhen(true)] out AudioFrame? frame, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(stream);
        frame = null;
        error = ReadAll(stream, out var bytes) ?? FindChunks(bytes, out var format, out var data) ?? Decode(format, data, out frame);
        return error is null;
    }

    private static string? ReadAll(Stream stream, out ReadOnlySpan<byte> bytes)
    {
        const int most = 256 * 1024 * 1024;
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0 && memory.Length <= most)
        {
            memory.Write(buffer, 0, read);
        }

        bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        return memory.Length > most ? "The file is larger than 256 MB." : null;
    }

    private static string? FindChunks(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> format, out ReadOnlySpan<byte> data)
    {
        format = data = default;
        if (bytes.IsEmpty)
        {
            return "The file is empty.";
        }

        if (bytes.Length < 12 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WAVE"u8))
        {
            return "Not a WAV file: it does not begin with RIFF and WAVE.";
        }

        for (var rest = bytes[12..]; rest.Length >= 8;)
        {
            var name = rest[..4];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[8..];
            if (name.SequenceEqual("data"u8))
            {
                // A writer that streams puts 0xFFFFFFFF here: then the sound lasts to the end.
                data = length == uint.MaxValue ? rest : rest[..(int)Math.Min(length, (uint)rest.Length)];
                return format.IsEmpty ? "Torn WAV file: the sound comes before its format."
                    : length != uint.MaxValue && length > rest.Length ? $"Torn WAV file: {length} bytes of sound are announced, {rest.Length} are there."
                    : null;
            }

            if (length > rest.Length)
            {
                break;
            }

            format = name.SequenceEqual("fmt "u8) ? rest[..(int)length] : format;
            rest = rest[(int)Math.Min(length + (length & 1), (uint)rest.Length)..];
        }

        return "Torn WAV file: it ends before its sound begins.";
    }

    private static string? Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, out AudioFrame? frame)
    {
        frame = null;
        if (format.Length < 16)
        {
            return "Torn WAV file: its format is incomplete.";
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        tag = tag == ExtensibleFormat && format.Length >= 26 ? BinaryPrimitives.ReadUInt16LittleEndian(format[24..]) : tag;
        if (channels != 1)
        {
            return $"The WAV file has {channels} channels; only mono can be used.";
        }

        if (rate is < 1000 or > 384_000)
        {
            return $"The WAV file claims {rate} samples per second.";
        }

        short[] samples;
        switch (tag, bits)
        {
            case (1, 16):
                samples = new short[data.Length / 2];
                for (var i = 0; i < samples.Length; i++)
                {
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * i)..]);
                }

                break;
            case (7, 8):
                G711.DecodeMuLaw(data, samples = new short[data.Length]);
                break;
            case (6, 8):
                G711.DecodeALaw(data, samples = new short[data.Length]);
                break;
            case (3, _):
                return "The WAV file holds floating-point samples; only 16-bit PCM, mu-law and A-law can be used.";
            case (1, _):
                return $"The WAV file holds {bits}-bit PCM; only 16-bit PCM, mu-law and A-law can be used.";
            default:
                return $"The WAV file has format {tag} with {bits} bits; only 16-bit PCM, mu-law and A-law can be used.";
        }

        frame = new(samples, (int)rate);
        return null;
    }
}
