namespace Parley.Audio.Concealment;

/// <summary>
/// Finds how much of a sound can be taken out or said twice at one place without anybody noticing: whole periods of a voice, where the waveform looks the same
/// before and behind the cut, or any length of silence (the idea of WSOLA: overlap and add where the waveforms are similar).
/// </summary>
/// <param name="sampleRate">In Hz.</param>
internal sealed class SplicePoint(int sampleRate)
{
    private const int QuietPower = 100 * 100;    // mean square, about -50 dBov

    private readonly int _window = sampleRate / 100;
    private readonly int _step = Math.Max(1, sampleRate / 8000);    // similar is as well seen at 8,000 Hz
    private int _tries;

    /// <summary>The fewest samples of a splice in a voice: 2.5 ms.</summary>
    public int Shortest { get; } = sampleRate / 400;

    /// <summary>The most samples of a splice: 16 ms.</summary>
    public int Longest { get; } = sampleRate * 16 / 1000;

    /// <summary>How many samples of the other side are compared and blended at most.</summary>
    public int Window => _window;

    /// <summary>How alike the two sides have to be (1 is the same). The longer no good place comes by, the less choosy: a delay that never shrinks is worse.</summary>
    private double Likeness => _tries switch { < 25 => 0.9, < 100 => 0.75, < 250 => 0.5, _ => 0 };

    /// <summary>The best splice here.</summary>
    /// <param name="line">The sound.</param>
    /// <param name="at">Where to splice.</param>
    /// <param name="most">The most samples.</param>
    /// <param name="forward">Whether what comes behind is taken forward (shorter) rather than what went before said again (longer).</param>
    /// <returns>The samples; 0 when this is no place for it.</returns>
    public int Find(ReadOnlySpan<short> line, int at, int most, bool forward)
    {
        most = Math.Min(most, Longest);
        var here = line.Slice(at, _window);
        if (IsQuiet(here) && most > 0 && IsQuiet(line.Slice(forward ? at + most : at - most, _window)))
        {
            _tries = 0;
            return most;
        }

        var (best, bestLikeness) = (0, Likeness);
        for (var length = Shortest; length <= most; length += _step)
        {
            var likeness = Compare(here, line.Slice(forward ? at + length : at - length, _window));
            if (likeness > bestLikeness)
            {
                (best, bestLikeness) = (length, likeness);
            }
        }

        _tries = best > 0 ? Math.Max(0, _tries - 25) : Math.Min(_tries + 1, 250);
        return best;
    }

    private static bool IsQuiet(ReadOnlySpan<short> samples)
    {
        long sum = 0;
        foreach (var sample in samples)
        {
            sum += sample * sample;
        }

        return sum < (long)QuietPower * samples.Length;
    }

    private double Compare(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        long product = 0;
        long energy = 1;
        long otherEnergy = 1;
        for (var i = 0; i < one.Length; i += _step)
        {
            product += one[i] * other[i];
            energy += one[i] * one[i];
            otherEnergy += other[i] * other[i];
        }

        return product / Math.Sqrt((double)energy * otherEnergy);
    }
}
