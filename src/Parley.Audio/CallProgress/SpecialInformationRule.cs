namespace Parley.Audio.CallProgress;

/// <summary>
/// Three rising tones: 913-985, 1,370-1,429 and 1,777-1,800 Hz (the variants of Telcordia GR-674 and E.180), each after the one before. Lost packets
/// may break a tone in parts, or take its edges away.
/// </summary>
internal sealed class SpecialInformationRule
{
    private const double ToleranceHz = 30;

    /// <summary>100 ms between tones (30 in the standard), and a burst of lost packets.</summary>
    private const int LongestGapFrames = 10;

    /// <summary>A tone, or what is left of it.</summary>
    private const int ShortestFrames = 4;
    private const int LongestFrames = 24;

    /// <summary>The third tone needs no end to be known.</summary>
    private const int EnoughFrames = 6;

    private int _stage;
    private int _firstStart;
    private int _lastEnd;

    /// <summary>Whether the three were heard.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>When the first of the three began, in frames.</summary>
    public int StartFrame => _firstStart;

    public void ToneFinished(Tone tone)
    {
        if (tone.Frames < ShortestFrames)
        {
            return;    // a splinter
        }

        var stage = tone.StartFrame - _lastEnd <= LongestGapFrames ? _stage : 0;
        _stage = stage switch
        {
            2 when IsSecond(tone) || IsThird(tone) => 2,
            1 when IsSecond(tone) => 2,
            _ => IsFirst(tone) ? 1 : 0,
        };
        _firstStart = stage == 0 ? tone.StartFrame : _firstStart;
        _lastEnd = tone.EndFrame;
    }

    /// <summary>Whether the tone that is going on completes the three; once per call.</summary>
    public bool IsCompletedBy(Tone active)
    {
        var completed = !IsHeard && _stage == 2 && active.StartFrame - _lastEnd <= LongestGapFrames && active.Frames >= EnoughFrames && IsThird(active);
        IsHeard |= completed;
        return completed;
    }

    private static bool IsFirst(Tone tone) => tone.Frames <= LongestFrames && Between(tone.LowHz, 913, 985);

    private static bool IsSecond(Tone tone) => tone.Frames <= LongestFrames && Between(tone.LowHz, 1370, 1429);

    private static bool IsThird(Tone tone) => Between(tone.LowHz, 1777, 1800);

    private static bool Between(double hz, double low, double high) => hz >= low - ToleranceHz && hz <= high + ToleranceHz;
}
