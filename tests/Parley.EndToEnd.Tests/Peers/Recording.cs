using System.Buffers.Binary;
using Parley.Audio.Wav;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>What a peer recorded, with the measures that the tests ask of it.</summary>
internal sealed record Recording(short[] Samples, int SampleRate)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>How long it is.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);

    /// <summary>How much of it is louder than -45 dB of full scale, in windows of 20 ms.</summary>
    public TimeSpan Loud => Levels().Count(level => level > -45) * Window;

    /// <summary>Reads a WAV file; of one in stereo, what is on the left.</summary>
    public static Recording Read(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(bytes[22..]);
        if (channels == 1)
        {
            using var stream = File.OpenRead(file);
            return WavFile.TryRead(stream, out var frame, out var error)
                ? new Recording(frame.Samples.ToArray(), frame.SampleRate)
                : throw new InvalidOperationException($"{file}: {error}");
        }

        var data = bytes[(bytes.IndexOf("data"u8) + 8)..];
        var left = new short[data.Length / (2 * channels)];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * channels * i)..]);
        }

        return new Recording(left, BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]));
    }

    /// <summary>Writes a minute of silence, for a phone that only listens.</summary>
    public static async Task WriteSilenceAsync(string file)
    {
        await using var output = File.Create(file);
        using var writer = new WavWriter(output, 8000);
        writer.Write(new short[60 * 8000]);
    }

    /// <summary>The level of each 20 ms window, in dB of full scale.</summary>
    public IEnumerable<double> Levels()
    {
        var size = (int)(SampleRate * Window.TotalSeconds);
        for (var start = 0; start + size <= Samples.Length; start += size)
        {
            var energy = 0.0;
            foreach (var sample in Samples.AsSpan(start, size))
            {
                energy += (double)sample * sample;
            }

            yield return 10 * Math.Log10((energy / size / (32768.0 * 32768.0)) + 1e-12);
        }
    }
}
