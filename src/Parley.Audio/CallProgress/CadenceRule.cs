namespace Parley.Audio.CallProgress;

/// <summary>
/// Busy and ringing share a band (380 to 500 Hz, and 480 + 620 Hz) and differ in rhythm. Busy and reorder: bursts of 130 to 560 ms, as long as
/// their pauses, or every 750 ms (the British congestion tone). Ringing: 760 ms or more, or 400 ms twice with 200 ms between.
/// </summary>
internal sealed class CadenceRule
{
    private const int ShortestBurst = 6;
    private const int LongestBurst = 29;
    private const int LongestBusyPause = 31;
    private const int LeastRinging = 38;

    /// <summary>After talk, shorter ones are beeps.</summary>
    private const int LeastRingingAfterTalk = 75;
    private const int CongestionPeriod = 37;

    private Tone _last;
    private Tone _beforeLast;
    private int _toldRingingFor = -1;

    /// <summary>Whether a tone could belong to a cadence.</summary>
    public static bool IsInBand(Tone tone) => tone.LowHz is > 380 and < 500 && (!tone.IsDual || tone.HighHz is > 380 and < 650);

    /// <summary>Whether a tone is known to belong to the network, whatever its rhythm.</summary>
    public bool IsNetworkTone(Tone tone, bool hasTalked) =>
        IsInBand(tone) && (tone.IsDual || tone.Frames >= (hasTalked ? LeastRingingAfterTalk : LeastRinging) || tone.StartFrame == _toldRingingFor);

    /// <summary>Whether a tone was told to be ringing.</summary>
    public bool IsKnownRinging(Tone active) => active.StartFrame == _toldRingingFor;

    /// <summary>Whether the tone that has just ended makes the signal busy.</summary>
    public bool IsBusy(Tone tone)
    {
        if (!IsInBand(tone))
        {
            return false;
        }

        var on = _last.Frames;
        var off = tone.StartFrame - _last.EndFrame;
        var fits = on > 0 && tone.SoundsLike(_last) && IsBurst(_last) && IsBurst(tone) && off is >= 4 and <= LongestBusyPause;
        var even = fits && Alike(on, tone.Frames, 3) && Alike(on, off, 4);
        var congested = fits && _beforeLast.Frames > 0 && Alike(_last.StartFrame - _beforeLast.StartFrame, CongestionPeriod, 3)
            && Alike(tone.StartFrame - _last.StartFrame, CongestionPeriod, 3);
        (_beforeLast, _last) = (_last, tone);
        return even || congested;
    }

    /// <summary>Whether the tone that is going on is ringing; once per burst.</summary>
    public bool IsRinging(Tone active, bool hasTalked)
    {
        if (!IsInBand(active) || _toldRingingFor == active.StartFrame)
        {
            return false;
        }

        var pause = active.StartFrame - _last.EndFrame;
        var british = _last.Frames is >= 4 and <= 23 && pause is >= 7 and <= 13 && active.Frames >= 16 && active.Frames > pause + 4 && IsInBand(_last);
        var ringing = active.Frames >= (hasTalked ? LeastRingingAfterTalk : LeastRinging) || (british && !hasTalked);
        _toldRingingFor = ringing ? active.StartFrame : _toldRingingFor;
        return ringing;
    }

    private static bool IsBurst(Tone tone) => tone.Frames is >= ShortestBurst and <= LongestBurst;

    private static bool Alike(int left, int right, int tolerance) => Math.Abs(left - right) <= tolerance;
}
