namespace Parley.Rooms;

/// <summary>How the media clock keeps time.</summary>
public sealed record MediaClockOptions
{
    /// <summary>How many groups share a tick, so that packets leave spread over the 20 ms and not in one burst. 1 to 20; default 5.</summary>
    public int Slots { get; init; } = 5;

    /// <summary>
    /// How far behind the clock may fall and still catch up tick by tick; beyond it (a machine that slept) the missed ticks are skipped.
    /// Default 500 ms.
    /// </summary>
    public TimeSpan MaxCatchUp { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether to ask the system for real-time scheduling of the media thread. Without the right to it, the clock runs at normal priority.</summary>
    public bool RealtimePriority { get; init; } = true;
}
