namespace Parley.Audio;

/// <summary>Loudness of linear samples.</summary>
public static class Level
{
    /// <summary>What digital silence is called, in dBov: below one quantisation step.</summary>
    public const double Silence = -96;

    /// <summary>The root mean square in dBov: 0 is a full-scale square wave, -3 a full-scale sine, <see cref="Silence"/> all zeros.</summary>
    public static double Dbov(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty)
        {
            return Silence;
        }

        long sum = 0;
        foreach (int sample in samples)
        {
            sum += sample * sample;
        }

        return Math.Max(Silence, 10 * Math.Log10(((double)sum / samples.Length) + 1e-9) - (20 * Math.Log10(32768)));
    }
}
