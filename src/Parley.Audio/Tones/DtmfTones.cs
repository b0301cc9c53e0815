namespace Parley.Audio.Tones;

/// <summary>The two frequencies of each telephone key (ITU-T Q.23).</summary>
public static class DtmfTones
{
    private const string Keys = "123A456B789C*0#D";

    private static readonly double[] Rows = [697, 770, 852, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    /// <summary>Gives the frequencies of a key: 0-9, *, #, A-D in either case.</summary>
    /// <returns><see langword="false"/> when there is no such key.</returns>
    public static bool TryGetFrequencies(char key, out double lowHz, out double highHz)
    {
        var index = Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        (lowHz, highHz) = index < 0 ? (0, 0) : (Rows[index / 4], Columns[index % 4]);
        return index >= 0;
    }

    /// <summary>Whether two frequencies are those of a key, each within so many Hz.</summary>
    internal static bool IsKey(double lowHz, double highHz, double toleranceHz) =>
        IsNear(Rows, lowHz, toleranceHz) && IsNear(Columns, highHz, toleranceHz);

    /// <summary>Which key sounds, if any: both tones 20 dB above their neighbours in group, and together most of the energy.</summary>
    /// <param name="samples">At least 40 ms of steady sound.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="key">The key heard.</param>
    public static bool TryDetect(ReadOnlySpan<short> samples, int sampleRate, out char key)
    {
        var (row, rowPower) = Strongest(samples, sampleRate, Rows);
        var (column, columnPower) = Strongest(samples, sampleRate, Columns);
        key = row < 0 || column < 0 ? '\0' : Keys[(row * 4) + column];
        return key != '\0' && rowPower + columnPower > 0.8 * Goertzel.MeanSquare(samples);
    }

    private static bool IsNear(double[] group, double hz, double toleranceHz)
    {
        foreach (var member in group)
        {
            if (Math.Abs(member - hz) < toleranceHz)
            {
                return true;
            }
        }

        return false;
    }

    private static (int Index, double Power) Strongest(ReadOnlySpan<short> samples, int sampleRate, double[] group)
    {
        var (best, power, second) = (-1, 0.0, 0.0);
        for (var i = 0; i < group.Length; i++)
        {
            var candidate = Goertzel.Power(samples, group[i], sampleRate);
            if (candidate > power)
            {
                (best, second, power) = (i, power, candidate);
            }
            else
            {
                second = Math.Max(second, candidate);
            }
        }

        return power > 100 * second && power > 100 ? (best, power) : (-1, 0);
    }
}
