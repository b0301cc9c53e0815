namespace Parley.Benchmarks.Conversations;

/// <summary>How far from 20 ms lie the gaps between packets, counted in steps of 10 µs. Written by the one media thread.</summary>
internal sealed class Deviations
{
    private const double Step = 0.01;
    private const int LongestStep = 50_000;

    private readonly int[] _counts = new int[LongestStep + 1];
    private volatile bool _isOn;

    /// <summary>Counts from here on, from zero.</summary>
    public void Begin()
    {
        Array.Clear(_counts);
        _isOn = true;
    }

    public void End() => _isOn = false;

    public void Note(TimeSpan gap)
    {
        if (_isOn)
        {
            _counts[Math.Min(LongestStep, (int)(Math.Abs(gap.TotalMilliseconds - 20) / Step))]++;
        }
    }

    /// <summary>The deviation in milliseconds that a share of the packets stay within; with 1 the longest.</summary>
    public double At(double share)
    {
        var rest = (long)Math.Ceiling(share * _counts.Sum(count => (long)count));
        var step = 0;
        for (; step < LongestStep && (rest -= _counts[step]) > 0; step++)
        {
        }

        return (step + 1) * Step;
    }
}
