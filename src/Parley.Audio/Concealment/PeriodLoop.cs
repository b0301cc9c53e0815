namespace Parley.Audio.Concealment;

/// <summary>Plays the last one, two or three pitch periods of a voice round and round without a step at the seams.</summary>
/// <param name="longestPeriod">The longest period there can be, in samples.</param>
internal sealed class PeriodLoop(int longestPeriod)
{
    /// <summary>How many periods there can be in the loop.</summary>
    public const int MostPeriods = 3;

    // One sample more than the periods: what came before the oldest of them.
    private readonly float[] _samples = new float[(longestPeriod * MostPeriods) + 1];
    private int _period;
    private int _position;
    private float _last;
    private float _step;

    /// <summary>Takes the periods from the end of the history.</summary>
    public void Start(ReadOnlySpan<short> history, int period)
    {
        _period = period;
        var source = history[^((period * MostPeriods) + 1)..];
        for (var i = 0; i < source.Length; i++)
        {
            _samples[i] = source[i];
        }

        _last = history[^1];
        _position = End;
    }

    /// <summary>The next sample, going round so many periods from the next seam on.</summary>
    public float Next(int periods)
    {
        if (_position == End)
        {
            // The seam: what differs between the last sample and the one before the loop's start dies away over about a quarter period.
            _position = End - (_period * periods);
            _step = _last - _samples[_position - 1];
        }

        _last = _samples[_position++] + _step;
        _step -= _step * 8 / _period;
        return _last;
    }

    private int End => (_period * MostPeriods) + 1;
}
