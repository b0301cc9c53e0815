namespace Parley.Simulation.Lines;

/// <summary>Drives the sound of all lines, 20 ms at a time. Counts ticks from the elapsed time, so a late timer catches up and nothing drifts.</summary>
/// <param name="time">The clock: on the system's, ticks come on the thread pool, never two at once; in virtual time they are part of it.</param>
/// <param name="faulted">Told of a line that threw; it is let go of, and the others go on.</param>
/// <param name="driftPpm">How much faster than the clock it ticks, in parts per million; negative for slower.</param>
internal sealed class LineTicker(TimeProvider time, Action<Exception>? faulted = null, double driftPpm = 0) : IDisposable
{
    /// <summary>How much sound a tick carries.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>After a longer standstill (a suspended machine) the rest is let go: nobody wants a second of sound at once.</summary>
    private const int MostAtOnce = 50;

    private readonly double _interval = Tick.Ticks / (1 + (driftPpm / 1e6));
    private readonly Lock _gate = new();
    private readonly Lock _ticking = new();
    private Action[] _lines = [];
    private ITimer? _timer;
    private long _start;
    private long _done;
    private bool _stopped;

    /// <summary>Starts to tick.</summary>
    public void Start()
    {
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => TickDue(), null, Tick, driftPpm == 0 ? Tick : Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls a line from the next tick on.</summary>
    public void Add(Action line)
    {
        lock (_gate)
        {
            _lines = [.. _lines, line];
        }
    }

    /// <summary>Lets go of a line.</summary>
    public void Remove(Action line)
    {
        lock (_gate)
        {
            _lines = [.. _lines.Where(other => other != line)];
        }
    }

    /// <summary>Stops; no tick comes after this returns.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_ticking)
        {
            _stopped = true;
        }
    }

    private void TickDue()
    {
        if (!_ticking.TryEnter())
        {
            return; // The tick before is not done yet, and the next one makes up for this.
        }

        try
        {
            // To the nearest tick: the timer may be a little early or late.
            var elapsed = time.GetElapsedTime(_start).Ticks;
            var due = (long)Math.Round(elapsed / _interval);
            for (_done = Math.Max(_done, due - MostAtOnce); _done < due && !_stopped; _done++)
            {
                Array.ForEach(_lines, Run);
            }

            if (driftPpm != 0 && !_stopped)
            {
                var next = (long)Math.Ceiling((_done + 1) * _interval) - elapsed;
                _timer!.Change(new TimeSpan(Math.Max(0, next)), Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            _ticking.Exit();
        }
    }

    private void Run(Action line)
    {
        try
        {
            line();
        }
        catch (Exception exception)
        {
            Remove(line);
            faulted?.Invoke(exception);
        }
    }
}
