namespace Parley.Audio.CallProgress;

/// <summary>Fax (T.30): 2,100 Hz for 420 ms, phase reversals and their broken frames allowed; or 1,100 Hz for 420 to 580 ms before anybody spoke.</summary>
internal sealed class FaxRule
{
    private const int EnoughFrames = 21;
    private static readonly TimeSpan CallingLeast = TimeSpan.FromMilliseconds(420);
    private static readonly TimeSpan CallingMost = TimeSpan.FromMilliseconds(580);
    private const int ForgivenFrames = 4;

    private int _answering;
    private int _lastAnsweringFrame = -100;

    /// <summary>Whether a fax machine was heard.</summary>
    public bool IsHeard { get; private set; }

    public bool Process(int index, ToneFrame frame)
    {
        if (Math.Abs(frame.LowHz - 2100) < 25 && frame.HighHz == 0)
        {
            _answering = index - _lastAnsweringFrame <= ForgivenFrames ? _answering + 1 : 1;
            _lastAnsweringFrame = index;
        }

        return Tell(_answering >= EnoughFrames);
    }

    public bool ToneFinished(Tone tone, bool anybodySpoke) => Tell(!anybodySpoke && !tone.IsDual && IsCalling(tone.LowHz, Frames.Duration(tone.Frames)));

    /// <summary>Whether that is the tone of a fax that calls. A record beep may be the same, after a greeting.</summary>
    public static bool IsCalling(double hz, TimeSpan length) => Math.Abs(hz - 1100) < 45 && length >= CallingLeast && length <= CallingMost;

    private bool Tell(bool heard)
    {
        var first = heard && !IsHeard;
        IsHeard |= heard;
        return first;
    }
}
