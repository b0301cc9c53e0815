namespace Parley.Audio.Tones;

/// <summary>Plays a <see cref="TonePattern"/> as samples, in pieces of any size. No allocation after construction.</summary>
public sealed class ToneGenerator
{
    private const double FullScaleDbm0 = 3.14;
    private static readonly TimeSpan Ramp = TimeSpan.FromMilliseconds(2);

    private readonly TonePattern _pattern;
    private readonly double _amplitude;
    private readonly int _ramp;
    private int _segment;
    private int _position;
    private double _firstPhase;
    private double _secondPhase;

    /// <summary>Makes a player.</summary>
    /// <param name="pattern">What to play.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public ToneGenerator(TonePattern pattern, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        if (pattern.Repeats && Samples(pattern.Duration, sampleRate) == 0)
        {
            throw new ArgumentException("A pattern that repeats must last at least a sample.", nameof(pattern));
        }

        _pattern = pattern;
        SampleRate = sampleRate;
        _amplitude = short.MaxValue * Math.Pow(10, (pattern.LevelDbm0 - FullScaleDbm0) / 20);
        _ramp = Math.Max(1, Samples(Ramp, sampleRate));
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>Renders a pattern: whole, or its first <paramref name="length"/> when that is given (needed when it repeats).</summary>
    public static short[] Render(TonePattern pattern, int sampleRate, TimeSpan? length = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Repeats && length is null)
        {
            throw new ArgumentException("A pattern that repeats has no end: say how long.", nameof(length));
        }

        var total = length is { } given ? Samples(given, sampleRate) : pattern.Segments.Sum(segment => Samples(segment.Duration, sampleRate));
        var samples = new short[total];
        new ToneGenerator(pattern, sampleRate).Generate(samples);
        return samples;
    }

    /// <summary>Fills the span with what comes next; after the end of a pattern that does not repeat, with silence.</summary>
    /// <returns>How many samples belong to the pattern; fewer than asked when it has ended.</returns>
    public int Generate(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (!EnterSegment(out var segment, out var length))
            {
                samples[i..].Clear();
                return i;
            }

            var edge = Math.Min(_position + 1, length - _position);
            samples[i] = (short)Math.Clamp(NextSine(segment) * Math.Min(1.0, (double)edge / _ramp), short.MinValue, short.MaxValue);
            _position++;
        }

        return samples.Length;
    }

    private bool EnterSegment(out ToneSegment segment, out int length)
    {
        while (_segment < _pattern.Segments.Length)
        {
            segment = _pattern.Segments[_segment];
            length = Samples(segment.Duration, SampleRate);
            if (_position < length)
            {
                return true;
            }

            (_position, _firstPhase, _secondPhase) = (0, 0, 0);
            _segment = _segment + 1 == _pattern.Segments.Length && _pattern.Repeats ? 0 : _segment + 1;
        }

        (segment, length) = (default, 0);
        return false;
    }

    private double NextSine(ToneSegment segment)
    {
        var value = (segment.FirstHz > 0 ? Math.Sin(_firstPhase) : 0) + (segment.SecondHz > 0 ? Math.Sin(_secondPhase) : 0);
        _firstPhase = (_firstPhase + (2 * Math.PI * segment.FirstHz / SampleRate)) % (2 * Math.PI);
        _secondPhase = (_secondPhase + (2 * Math.PI * segment.SecondHz / SampleRate)) % (2 * Math.PI);
        return value * _amplitude;
    }

    private static int Samples(TimeSpan duration, int sampleRate) => (int)Math.Round(duration.TotalSeconds * sampleRate);
}
