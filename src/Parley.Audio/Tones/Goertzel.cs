namespace Parley.Audio.Tones;

/// <summary>How strong one frequency is in a stretch of sound: one term of a Fourier transform, for the price of one multiplication a sample.</summary>
public static class Goertzel
{
    /// <summary>The mean square that a sine at this frequency has in the samples; compare with <see cref="MeanSquare"/>.</summary>
    /// <param name="samples">The sound; resolution is <paramref name="sampleRate"/> / length.</param>
    /// <param name="hz">The frequency, below half of the rate.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static double Power(ReadOnlySpan<short> samples, double hz, int sampleRate)
    {
        if (samples.IsEmpty)
        {
            return 0;
        }

        var twoCosine = 2 * Math.Cos(2 * Math.PI * hz / sampleRate);
        var (last, older) = (0.0, 0.0);
        foreach (var sample in samples)
        {
            (last, older) = (sample + (twoCosine * last) - older, last);
        }

        var squared = (last * last) + (older * older) - (twoCosine * last * older);
        return 2 * squared / ((double)samples.Length * samples.Length);
    }

    /// <summary>The mean square of the whole sound.</summary>
    public static double MeanSquare(ReadOnlySpan<short> samples)
    {
        long sum = 0;
        foreach (int sample in samples)
        {
            sum += sample * sample;
        }

        return samples.IsEmpty ? 0 : (double)sum / samples.Length;
    }
}
