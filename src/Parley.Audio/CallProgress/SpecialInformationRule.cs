namespace Parley.Audio.CallProgress;

/// <summary>Three rising tones: 913-985, 1,370-1,429 and 1,777-1,800 Hz (the variants of Telcordia GR-674 and E.180), gaps up to 130 ms.</summary>
internal sealed class SpecialInformationRule
{
    private const double ToleranceHz = 30;
    private const int LongestGapFrames = 7;

    /// <summary>The third tone needs no end to be known.</summary>
    private const int EnoughFrames = 7;

    private int _stage;
    private int _firstStart;
    private int _lastEnd;

    /// <summary>Whether the three were heard.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>When the first of the three began, in frames.</summary>
    public int StartFrame => _firstStart;

    public void ToneFinished(Tone tone)
    {
        var follows = tone.StartFrame - _lastEnd <= LongestGapFrames;
        _stage = IsFirst(tone) ? 1 : _stage == 1 && follows && IsSecond(tone) ? 2 : 0;
        _firstStart = _stage == 1 ? tone.StartFrame : _firstStart;
        _lastEnd = tone.EndFrame;
    }

    /// <summary>Whether the tone that is going on completes the three; once per call.</summary>
    public bool IsCompletedBy(Tone active)
    {
        var completed = !IsHeard && _stage == 2 && active.StartFrame - _lastEnd <= LongestGapFrames && active.Frames >= EnoughFrames && IsThird(active);
        IsHeard |= completed;
        return completed;
    }

    private static bool IsFirst(Tone tone) => tone.Frames is >= 8 and <= 24 && Between(tone.LowHz, 913, 985);

    private static bool IsSecond(Tone tone) => tone.Frames is >= 8 and <= 24 && Between(tone.LowHz, 1370, 1429);

    private static bool IsThird(Tone tone) => Between(tone.LowHz, 1777, 1800);

    private static bool Between(double hz, double low, double high) => hz >= low - ToleranceHz && hz <= high + ToleranceHz;
}
