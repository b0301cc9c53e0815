namespace Parley.Audio.Concealment;

/// <summary>Finds how long a voice's period is (5 to 16 ms, 62 to 200 Hz and their multiples) by normalised cross-correlation.</summary>
internal sealed class PitchEstimator
{
    private readonly int _shortest;
    private readonly int _window;
    private readonly int _step;

    public PitchEstimator(int sampleRate)
    {
        _shortest = sampleRate / 200;
        LongestPeriod = sampleRate * 16 / 1000;
        _window = sampleRate / 50;
        _step = Math.Max(1, sampleRate / 8000);    // the pitch is as well heard at 8,000 Hz
        HistoryLength = Math.Max(_window + LongestPeriod, LongestPeriod * (PeriodLoop.MostPeriods + 1));
    }

    /// <summary>The longest period that <see cref="Find"/> gives, in samples.</summary>
    public int LongestPeriod { get; }

    /// <summary>How many past samples are wanted.</summary>
    public int HistoryLength { get; }

    /// <summary>The period of the end of the history, in samples. Noise and silence give some period, too.</summary>
    public int Find(ReadOnlySpan<short> history)
    {
        var (best, bestScore) = (LongestPeriod, double.MinValue);
        for (var period = _shortest; period <= LongestPeriod; period += _step)
        {
            Try(history, period, ref best, ref bestScore);
        }

        var coarse = best;
        for (var period = Math.Max(_shortest, coarse - _step + 1); period < Math.Min(LongestPeriod, coarse + _step) && _step > 1; period++)
        {
            Try(history, period, ref best, ref bestScore);
        }

        return best;
    }

    private void Try(ReadOnlySpan<short> history, int period, ref int best, ref double bestScore)
    {
        var recent = history[^_window..];
        var earlier = history.Slice(history.Length - _window - period, _window);
        long product = 0;
        long energy = 1;
        for (var i = 0; i < recent.Length; i += _step)
        {
            product += recent[i] * earlier[i];
            energy += earlier[i] * earlier[i];
        }

        var score = product / Math.Sqrt(energy);
        if (score > bestScore)
        {
            (best, bestScore) = (period, score);
        }
    }
}
