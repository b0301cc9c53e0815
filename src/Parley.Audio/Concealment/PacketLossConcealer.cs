namespace Parley.Audio.Concealment;

/// <summary>
/// Fills gaps of lost packets with the caller's own last pitch periods (in the spirit of G.711 Appendix I): continues the waveform,
/// fades to silence over 60 ms, and blends back into the first good packet. Adds no delay. One per stream, called in order from one thread;
/// no allocation after construction.
/// </summary>
public sealed class PacketLossConcealer
{
    private static readonly TimeSpan FullLevel = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Fade = TimeSpan.FromMilliseconds(50);

    private readonly PitchEstimator _pitch;
    private readonly PeriodLoop _loop;
    private readonly SlidingWindow<short> _history;
    private readonly int _fullSamples;
    private readonly int _fadeSamples;
    private readonly int _longestBlend;
    private int _period;
    private int _concealed;
    private int _silent;

    /// <summary>Makes a concealer for a stream of so many samples per second (8,000 to 48,000 Hz).</summary>
    public PacketLossConcealer(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, 48_000);
        _pitch = new(sampleRate);
        _history = new(_pitch.HistoryLength);
        _loop = new(_pitch.LongestPeriod);
        _fullSamples = (int)(sampleRate * FullLevel.TotalSeconds);
        _fadeSamples = (int)(sampleRate * Fade.TotalSeconds);
        _longestBlend = sampleRate / 100;
        _silent = _history.Length;
    }

    /// <summary>Takes a frame that arrived. After a gap its first milliseconds are blended with the concealment, in place.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="followsSkip">Whether sound before it was thrown away: it is blended with what would have come there, too.</param>
    public void Good(Span<short> frame, bool followsSkip = false)
    {
        if (followsSkip && _concealed == 0)
        {
            Begin();
            _concealed = _fullSamples;
        }

        if (_concealed > 0)
        {
            Blend(frame);
            _concealed = 0;
        }

        _silent = 0;
        Remember(frame);
    }

    /// <summary>Makes up a frame that did not arrive.</summary>
    public void Conceal(Span<short> frame)
    {
        if (_concealed == 0)
        {
            Begin();
        }

        for (var i = 0; i < frame.Length; i++)
        {
            frame[i] = NextSample();
        }

        _silent = 0;
        Remember(frame);
    }

    /// <summary>Takes note of a frame in which nothing is said. Sound that ends in its midst is faded out over 10 ms.</summary>
    /// <returns><see langword="false"/> when the frame is all zero.</returns>
    public bool Silence(Span<short> frame)
    {
        var fades = _silent == 0 && _history.Items[^1] != 0;
        if (!fades)
        {
            frame.Clear();
        }
        else
        {
            FadeOut(frame);
        }

        if (_silent < _history.Length)
        {
            _concealed = _fullSamples + _fadeSamples;    // what comes next comes out of silence
            _silent += frame.Length;
            Remember(frame);
        }

        return fades;
    }

    /// <summary>Copies the newest samples, the last one last.</summary>
    internal void CopyLast(Span<short> samples) => _history.Items[(_history.Length - samples.Length)..].CopyTo(samples);

    private void Begin()
    {
        _period = _pitch.Find(_history.Items);
        _loop.Start(_history.Items, _period);
    }

    private void FadeOut(Span<short> frame)
    {
        if (_concealed == 0)
        {
            Begin();
        }

        var length = Math.Min(frame.Length, _fullSamples);
        for (var i = 0; i < length; i++)
        {
            frame[i] = (short)(NextSample() * (1 - ((i + 1f) / length)));
        }

        frame[length..].Clear();
    }

    private short NextSample()
    {
        var gain = GainAt(_concealed);
        if (gain <= 0)
        {
            _concealed = _fullSamples + _fadeSamples;    // stays here: a gap may last for hours
            return 0;
        }

        // One period for 10 ms, two for the next 10, then three: a single period repeated for long buzzes.
        var periods = 1 + Math.Min(_concealed / _fullSamples, PeriodLoop.MostPeriods - 1);
        _concealed++;
        return (short)Math.Clamp(_loop.Next(periods) * gain, short.MinValue, short.MaxValue);
    }

    private float GainAt(int sample) => Math.Clamp(1 - ((float)(sample - _fullSamples) / _fadeSamples), 0, 1);

    private void Blend(Span<short> frame)
    {
        // A longer gap has drifted further from the real voice, so it takes longer to come back.
        var length = Math.Min(frame.Length, Math.Min(_longestBlend, (_period / 4) + (_concealed / 8)));
        for (var i = 0; i < length; i++)
        {
            var share = (i + 1f) / (length + 1);
            frame[i] = (short)((frame[i] * share) + (NextSample() * (1 - share)));
        }
    }

    private void Remember(ReadOnlySpan<short> frame)
    {
        var last = frame.Length > _history.Length ? frame[^_history.Length..] : frame;
        last.CopyTo(_history.Slide(last.Length));
    }
}
