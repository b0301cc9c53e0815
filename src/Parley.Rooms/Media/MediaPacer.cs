using Microsoft.Extensions.Logging;

namespace Parley.Rooms;

/// <summary>Calls back once per period, counted from its start: how the clock passes, not what happens on it.</summary>
internal abstract class MediaPacer : IDisposable
{
    /// <summary>Starts the pacer that fits the time provider: a thread for the system's, a timer for any other.</summary>
    public static MediaPacer Start(TimeProvider timeProvider, TimeSpan period, MediaClockOptions options, Action<long, TimeSpan> onPeriod, ILogger logger) =>
        ReferenceEquals(timeProvider, TimeProvider.System)
            ? new ThreadPacer(period, options, onPeriod, logger)
            : new TimerPacer(timeProvider, period, onPeriod);

    /// <summary>Stops it; no callback runs after this returns.</summary>
    public abstract void Dispose();
}
