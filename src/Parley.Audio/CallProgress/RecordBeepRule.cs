using Parley.Audio.Tones;

namespace Parley.Audio.CallProgress;

/// <summary>
/// The beep after which a machine records: a steady tone of 100 to 1,500 ms after talk or a long silence, louder than what surrounds it.
/// In the band of ringing and busy tones only after talk: before it, it is what is left of a ring. Told 100 ms after it is over, 160 ms for a short one, so that a series of blips counts as one; in the band of busy tones only once no second burst has come.
/// </summary>
internal sealed class RecordBeepRule
{
    private const int ShortestFrames = 5;
    private const int LongestFrames = 75;

    /// <summary>Shorter pairs, and shorter restless tones, are two harmonics of a high voice.</summary>
    private const int ShortestDualFrames = 8;
    private const int SettleFrames = 5;

    /// <summary>Short ones may be the first blips of a series: these wait for the next.</summary>
    private const int BlipFrames = 13;
    private const int BlipSettleFrames = 8;
    private const int SeriesFrames = 12;

    /// <summary>Shorter glides are voices.</summary>
    private const int LeastGlideFrames = 9;
    private const double LowestGlideHz = 650;
    private const double LowestHz = 420;

    /// <summary>Its edges, and a lost packet every 120 ms, may move the frequency.</summary>
    private const int RestlessEdges = 2;
    private const int FramesPerRestless = 6;
    private const double LeastAboveSurroundingsDb = 10;

    /// <summary>What is long and steady beyond doubt need not be as loud.</summary>
    private const double SteadyAboveSurroundingsDb = 5;
    private const int SteadyFrames = 9;
    private const double MostBelowSpeechDb = 28;
    private static readonly TimeSpan LeastSpeech = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1.5);

    private Tone _pending;
    private bool _hasPending;
    private double _quietestSince;

    /// <summary>Takes a tone that has ended.</summary>
    /// <param name="tone">The tone.</param>
    /// <param name="quietestBefore">The quietest frame of the 100 ms before it, in dBov.</param>
    /// <param name="silenceBefore">For how long nobody had spoken when it began.</param>
    /// <param name="speech">What was said before it.</param>
    public void ToneFinished(Tone tone, double quietestBefore, TimeSpan silenceBefore, SpeechRhythm speech)
    {
        var continues = _hasPending && tone.SoundsLike(_pending) && tone.StartFrame - _pending.EndFrame <= SeriesFrames;
        if (continues || IsBeep(tone, quietestBefore, silenceBefore, speech))
        {
            (_pending, _hasPending, _quietestSince) = (tone, true, double.MaxValue);
        }
    }

    /// <summary>Takes the next frame; says when a beep is known to be over.</summary>
    public bool Process(int index, ToneFrame frame, double levelDbov, out Tone beep)
    {
        beep = _pending;
        if (!_hasPending)
        {
            return false;
        }

        var since = index + 1 - _pending.EndFrame;
        _quietestSince = since > 1 ? Math.Min(_quietestSince, levelDbov) : _quietestSince;
        var goesOn = frame.IsTone && Math.Abs(frame.LowHz - _pending.LowHz) < 30;
        if (goesOn)
        {
            _hasPending = since <= SeriesFrames && !CadenceRule.IsInBand(_pending);
            return false;
        }

        if (since < (_pending.Frames <= BlipFrames ? BlipSettleFrames : SettleFrames) || (CadenceRule.IsInBand(_pending) && since < Math.Min(28, (_pending.Frames * 5 / 4) + 2)))
        {
            return false;
        }

        _hasPending = false;
        return _pending.LevelDbov >= _quietestSince + LeastAbove(_pending);
    }

    /// <summary>Forgets the tone: it was part of something else.</summary>
    public void Cancel() => _hasPending = false;

    private static bool IsBeep(Tone tone, double quietestBefore, TimeSpan silenceBefore, SpeechRhythm speech) =>
        tone.Frames is >= ShortestFrames and <= LongestFrames
        && tone.LowHz >= LowestHz
        && (!tone.IsDual || tone.Frames >= ShortestDualFrames)
        && (tone.GlidingFrames <= 2 || (tone.Frames >= LeastGlideFrames && tone.LowHz >= LowestGlideHz))
        && tone.WeakFrames * 3 <= tone.Frames
        && (!CadenceRule.IsInBand(tone) || speech.Total >= LeastSpeech)
        && tone.RestlessFrames <= (tone.Frames < ShortestDualFrames ? 1 : RestlessEdges + (tone.Frames / FramesPerRestless))
        && (speech.Total >= LeastSpeech || silenceBefore >= LeastSilence)
        && tone.LevelDbov >= quietestBefore + LeastAbove(tone)
        && tone.LevelDbov >= speech.LevelDbov - MostBelowSpeechDb
        && !IsKey(tone);

    private static double LeastAbove(Tone tone) =>
        tone.Frames >= SteadyFrames && tone.RestlessFrames <= 1 && tone.GlidingFrames <= 1 ? SteadyAboveSurroundingsDb : LeastAboveSurroundingsDb;

    private static bool IsKey(Tone tone) => tone.IsDual && DtmfTones.IsKey(tone.LowHz, tone.HighHz, 15);
}
