namespace Parley.Audio.Vad;

/// <summary>
/// Says whether the sound of late is steady noise: its loudness hardly changes, and its spectrum has no pitch. Speech changes from syllable to syllable, and a
/// vowel that is held has a pitch.
/// </summary>
internal sealed class NoiseJudge
{
    /// <summary>So many frames: longer than a hiss within a word, shorter than what begins a turn.</summary>
    private const int Frames = 8;

    /// <summary>What noise varies by in a window, in dB.</summary>
    private const double Steadiness = 5;

    /// <summary>A frame repeats itself with a pitch of 70 to 400 Hz from this correlation on.</summary>
    private const double Pitched = 0.45;

    private const int DecimatedLength = 80;
    private readonly double[] _levels = new double[Frames];
    private short[] _before = [];
    private short[] _last = [];
    private int _count;

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">20 ms.</param>
    /// <param name="level">Its loudness in dBov.</param>
    /// <param name="matters">Whether anybody wants to know; the costly part is left out otherwise.</param>
    /// <returns>The loudness of the noise; <see langword="null"/> when it is none.</returns>
    public double? Hear(ReadOnlySpan<short> frame, double level, bool matters)
    {
        _levels[_count++ % Frames] = level;
        Keep(frame);
        if (!matters || _count < Frames)
        {
            return null;
        }

        var (least, most) = (double.MaxValue, double.MinValue);
        foreach (var one in _levels)
        {
            (least, most) = (Math.Min(least, one), Math.Max(most, one));
        }

        return most - least < Steadiness && !HasPitch() ? least : null;
    }

    /// <summary>Keeps the last two frames.</summary>
    private void Keep(ReadOnlySpan<short> frame)
    {
        (_before, _last) = (_last, _before);
        if (_last.Length != frame.Length)
        {
            _last = new short[frame.Length];
        }

        frame.CopyTo(_last);
    }

    /// <summary>Takes a frame down to 4 kHz, whatever its rate.</summary>
    private static void Decimate(ReadOnlySpan<short> frame, Span<double> samples)
    {
        for (var i = 0; i < DecimatedLength; i++)
        {
            var part = frame[(i * frame.Length / DecimatedLength)..((i + 1) * frame.Length / DecimatedLength)];
            var sum = 0.0;
            foreach (var sample in part)
            {
                sum += sample;
            }

            samples[i] = part.IsEmpty ? 0 : sum / part.Length;
        }
    }

    private bool HasPitch()
    {
        Span<double> samples = stackalloc double[DecimatedLength * 2];
        Decimate(_before, samples[..DecimatedLength]);
        Decimate(_last, samples[DecimatedLength..]);
        for (var lag = 10; lag <= 57; lag++)
        {
            var (both, now, before) = (0.0, 1e-9, 1e-9);
            for (var i = lag; i < samples.Length; i++)
            {
                both += samples[i] * samples[i - lag];
                now += samples[i] * samples[i];
                before += samples[i - lag] * samples[i - lag];
            }

            if (both > Pitched * Math.Sqrt(now * before))
            {
                return true;
            }
        }

        return false;
    }
}
