using Parley.Audio;

namespace Parley.Speech.Tests;

/// <summary>Collects and measures frames.</summary>
internal static class Sound
{
    public static async Task<short[]> ToSamplesAsync(this IAsyncEnumerable<AudioFrame> frames)
    {
        var samples = new List<short>();
        await foreach (var frame in frames)
        {
            samples.AddRange(frame.Samples.Span);
        }

        return [.. samples];
    }

    public static double RootMeanSquare(this IReadOnlyCollection<short> samples) => Math.Sqrt(samples.Average(s => (double)s * s));

    /// <summary>A second of a quiet tone, so that a shifted or swapped byte shows.</summary>
    public static short[] Tone(int length) => [.. Enumerable.Range(0, length).Select(i => (short)(4_000 * Math.Sin(i / 7.0)))];

    public static byte[] ToBytes(ReadOnlySpan<short> samples)
    {
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            bytes[2 * i] = (byte)samples[i];
            bytes[(2 * i) + 1] = (byte)(samples[i] >> 8);
        }

        return bytes;
    }
}
