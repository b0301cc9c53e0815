using System.Diagnostics.Metrics;

namespace Parley.Rooms;

/// <summary>How far behind their deadline the media ticks began. Written by the media thread, read by anyone.</summary>
public sealed class TickLateness
{
    private static readonly Meter Meter = new("Parley.Rooms");
    private static readonly Histogram<double> Histogram = Meter.CreateHistogram<double>("parley.media.tick.lateness", "ms", "Delay of media ticks behind their deadline");

    private long _count;
    private long _late;
    private long _worstTicks;

    /// <summary>Slots run so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Slots that began more than one tick (20 ms) late.</summary>
    public long LateCount => Volatile.Read(ref _late);

    /// <summary>The worst delay seen.</summary>
    public TimeSpan Worst => new(Volatile.Read(ref _worstTicks));

    internal void Record(TimeSpan late)
    {
        _count++;
        if (late > MediaClock.TickDuration)
        {
            _late++;
        }

        _worstTicks = Math.Max(_worstTicks, late.Ticks);
        Histogram.Record(late.TotalMilliseconds);
    }
}
