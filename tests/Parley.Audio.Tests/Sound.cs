namespace Parley.Audio.Tests;

/// <summary>Sounds that tests make for themselves, and measures on them.</summary>
internal static class Sound
{
    public static short[] Sine(double hz, double amplitude, int rate, int length, double phase = 0) =>
        [.. Enumerable.Range(0, length).Select(i => (short)Math.Round(amplitude * Math.Sin((2 * Math.PI * hz * i / rate) + phase)))];

    public static short[] Noise(int seed, double amplitude, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (short)((random.NextDouble() - 0.5) * 2 * amplitude))];
    }

    /// <summary>A vowel of sorts: harmonics of a pitch, shaped by two formants, the pitch drifting a little.</summary>
    public static short[] Vowel(double pitchHz, double amplitude, int rate, int length)
    {
        var samples = new short[length];
        var phase = 0.0;
        for (var i = 0; i < length; i++)
        {
            phase += 2 * Math.PI * pitchHz * (1 + (0.02 * Math.Sin(2 * Math.PI * 3 * i / rate))) / rate;
            var value = 0.0;
            for (var k = 1; k * pitchHz < 3000; k++)
            {
                var formants = Math.Exp(-Math.Pow(((k * pitchHz) - 600) / 300, 2)) + (0.5 * Math.Exp(-Math.Pow(((k * pitchHz) - 1400) / 300, 2)));
                value += (formants + 0.02) * Math.Sin(k * phase);
            }

            samples[i] = (short)Math.Clamp(value * amplitude * 0.4, short.MinValue, short.MaxValue);
        }

        return samples;
    }

    /// <summary>Talk of sorts: syllables of 80 to 200 ms, vowels and hisses of changing pitch and loudness, with short dips between.</summary>
    public static short[] Talk(int seed, double amplitude, int length)
    {
        var random = new Random(seed);
        var talk = new short[length];
        for (var at = 0; at < length;)
        {
            var syllable = Math.Min(random.Next(640, 1600), length - at);
            var loud = amplitude * (0.5 + (random.NextDouble() * 0.9));
            var sound = random.Next(4) == 0 ? Noise(random.Next(), loud * 0.5, syllable) : Vowel(random.Next(95, 160), loud, 8000, syllable);
            for (var i = 0; i < syllable; i++)
            {
                talk[at + i] = (short)(sound[i] * Math.Pow(Math.Sin(Math.PI * (i + 1) / (syllable + 1)), 0.6));
            }

            at += syllable;
        }

        return talk;
    }

    public static double Energy(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return sum;
    }

    /// <summary>Signal to error ratio in dB.</summary>
    public static double SignalToError(ReadOnlySpan<short> wanted, ReadOnlySpan<short> got)
    {
        var error = 0.0;
        for (var i = 0; i < wanted.Length; i++)
        {
            error += Math.Pow(wanted[i] - got[i], 2);
        }

        return 10 * Math.Log10(Energy(wanted) / (error + 1e-9));
    }

    /// <summary>Runs the action warm, then says how many bytes it allocates on this thread.</summary>
    public static long Allocated(Action action)
    {
        for (var i = 0; i < 3; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
