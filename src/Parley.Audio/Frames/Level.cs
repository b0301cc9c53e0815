using System.Numerics;

namespace Parley.Audio;

/// <summary>Loudness of linear samples.</summary>
public static class Level
{
    /// <summary>What digital silence is called, in dBov: below one quantisation step.</summary>
    public const double Silence = -96;

    private static readonly double FullScale = 20 * Math.Log10(32768);

    /// <summary>The root mean square in dBov: 0 is a full-scale square wave, -3 a full-scale sine, <see cref="Silence"/> all zeros.</summary>
    public static double Dbov(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty)
        {
            return Silence;
        }

        return Math.Max(Silence, 10 * Math.Log10(((double)Energy(samples) / samples.Length) + 1e-9) - FullScale);
    }

    /// <summary>The sum of the samples' squares.</summary>
    internal static ulong Energy(ReadOnlySpan<short> samples)
    {
        var sums = Vector<ulong>.Zero;
        var done = 0;
        for (; samples.Length - done >= Vector<short>.Count; done += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[done..]), out var first, out var second);
            // Two squares of 2^30 at most still fit into 32 bits without a sign.
            Vector.Widen(Vector.AsVectorUInt32(first * first) + Vector.AsVectorUInt32(second * second), out var low, out var high);
            sums += low + high;
        }

        var sum = Vector.Sum(sums);
        foreach (int sample in samples[done..])
        {
            sum += (uint)(sample * sample);
        }

        return sum;
    }
}
