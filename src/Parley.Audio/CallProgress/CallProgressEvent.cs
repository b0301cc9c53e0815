namespace Parley.Audio.CallProgress;

/// <summary>A signal that was recognised. All times since the answer.</summary>
/// <param name="Signal">Which.</param>
/// <param name="At">When it became known: now.</param>
/// <param name="Start">When its tone began.</param>
/// <param name="End">When its tone ended; the same as <paramref name="At"/> while it goes on.</param>
/// <param name="Hz">Its only or lower frequency.</param>
/// <param name="LevelDbov">Its level.</param>
public readonly record struct CallProgressEvent(CallProgressSignal Signal, TimeSpan At, TimeSpan Start, TimeSpan End, double Hz, double LevelDbov)
{
    /// <summary>Whether its tone is that of a fax that calls (T.30: 1,100 Hz for half a second), whatever it was taken for.</summary>
    public bool IsLikeFaxCalling => FaxRule.IsCalling(Hz, End - Start);
}
