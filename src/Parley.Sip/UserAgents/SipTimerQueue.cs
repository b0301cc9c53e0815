namespace Parley.Sip.UserAgents;

/// <summary>
/// The timers of an endpoint on one timer of the clock. Most of SIP's timers are of a few lengths and are stopped long before they are due; so those of one length wait in
/// a row, soonest first, and are put in and taken out without a search. The far end chooses some lengths (session timers): past a number of rows, all others share the
/// last. Belongs to the dispatch loop.
/// </summary>
internal sealed class SipTimerQueue
{
    // On a machine's clock, timers may be late by that, so that a busy endpoint is not woken for each of them. None of SIP's is shorter than many times that.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    // What every clock's timers can do; one that is due later is looked at again then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private const int MostRows = 64;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _clock;
    private readonly TimeSpan _grain;
    private readonly List<Row> _rows = [];
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private TimeSpan _lastRun = TimeSpan.MinValue;
    private long _number;

    /// <summary>Creates the queue.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="post">Runs an action on the loop.</param>
    public SipTimerQueue(TimeProvider time, Action<Action> post)
    {
        (_time, _origin) = (time, time.GetTimestamp());
        _grain = ReferenceEquals(time, TimeProvider.System) ? Grain : TimeSpan.Zero;
        Action run = RunDue;
        _clock = time.CreateTimer(_ => post(run), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Runs an action after a while (never, after <see cref="Timeout.InfiniteTimeSpan"/>), unless disposed before.</summary>
    public IDisposable Schedule(TimeSpan after, Action action)
    {
        after = after == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : after > TimeSpan.Zero ? after : TimeSpan.Zero;
        var now = Now;
        var timer = new Scheduled(RowOf(after), after < TimeSpan.MaxValue - now ? now + after : TimeSpan.MaxValue, _number++, action);
        Arm(timer.Due);
        return timer;
    }

    /// <summary>Nothing is due any more.</summary>
    public void Stop() => _clock.Dispose();

    private Row RowOf(TimeSpan length)
    {
        Row? free = null;
        foreach (var row in _rows)
        {
            if (row.Length == length)
            {
                return row;
            }

            free ??= row.First is null ? row : null;
        }

        if (free is null && _rows.Count >= MostRows)
        {
            return _rows[^1];
        }

        if (free is null)
        {
            _rows.Add(free = new());
        }

        free.Length = length;
        return free;
    }

    private Scheduled? FindSoonest()
    {
        Scheduled? soonest = null;
        foreach (var row in _rows)
        {
            if (row.First is { } first && (soonest is null || first.Due < soonest.Due || (first.Due == soonest.Due && first.Number < soonest.Number)))
            {
                soonest = first;
            }
        }

        return soonest;
    }

    private void RunDue()
    {
        _armedFor = TimeSpan.MaxValue;
        _lastRun = Now;
        try
        {
            while (FindSoonest() is { } timer && timer.Due <= _lastRun)
            {
                timer.Run();
            }
        }
        finally
        {
            // Also when an action has failed: the others are still due.
            if (FindSoonest() is { } next)
            {
                Arm(next.Due);
            }
        }
    }

    private void Arm(TimeSpan due)
    {
        if (_lastRun + _grain > due && _grain > TimeSpan.Zero)
        {
            due = _lastRun + _grain;
        }

        if (due >= _armedFor)
        {
            return;
        }

        _armedFor = due;
        var left = due - Now;
        left = left < LongestWait ? left : LongestWait;

        // Timers of the machine count whole milliseconds, downwards: one more, rather than woken too soon.
        _clock.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : _grain > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timers of one length (in the last of many rows: of several), soonest first.</summary>
    private sealed class Row
    {
        public TimeSpan Length { get; set; }

        public Scheduled? First { get; set; }

        public Scheduled? Last { get; set; }
    }

    private sealed class Scheduled : IDisposable
    {
        private readonly Row _row;
        private Action? _action;
        private Scheduled? _before;
        private Scheduled? _after;

        public Scheduled(Row row, TimeSpan due, long number, Action action)
        {
            (_row, Due, Number, _action) = (row, due, number, action);
            _before = row.Last;
            while (_before is not null && _before.Due > due)
            {
                (_before, _after) = (_before._before, _before);   // Only where lengths are mixed.
            }

            if (_before is null)
            {
                row.First = this;
            }
            else
            {
                _before._after = this;
            }

            if (_after is null)
            {
                row.Last = this;
            }
            else
            {
                _after._before = this;
            }
        }

        public TimeSpan Due { get; }

        public long Number { get; }

        public void Run()
        {
            var action = _action;
            Dispose();
            action?.Invoke();
        }

        public void Dispose()
        {
            if (_action is null)
            {
                return;
            }

            _action = null;
            if (_before is null)
            {
                _row.First = _after;
            }
            else
            {
                _before._after = _after;
            }

            if (_after is null)
            {
                _row.Last = _before;
            }
            else
            {
                _after._before = _before;
            }

            (_before, _after) = (null, null);
        }
    }
}
