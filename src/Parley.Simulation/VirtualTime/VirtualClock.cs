namespace Parley.Simulation.VirtualTime;

/// <summary>
/// Time that moves only when its <see cref="VirtualScheduler"/> moves it: from one timer to the next, in order of their due times and, at the
/// same moment, in the order in which they were set. Belongs to one thread at a time, the scheduler's.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly PriorityQueue<Setting, (long Due, long Order)> _settings = new();
    private long _now;
    private long _order;

    /// <summary>Creates a clock that stands still.</summary>
    /// <param name="start">The moment it shows; <see langword="null"/> for a Monday morning, 2026-01-05 09:00 UTC, so that runs are alike.</param>
    public VirtualClock(DateTimeOffset? start = null) => Start = start ?? new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The moment at which the clock began.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>How much time has passed since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed => new(_now);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers have fired so far: a measure of the work done.</summary>
    public long FiredTimers { get; private set; }

    /// <inheritdoc/>
    public override long GetTimestamp() => _now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Whether any timer is set.</summary>
    internal bool HasTimers
    {
        get
        {
            while (_settings.TryPeek(out var next, out _) && !next.Timer.IsCurrent(next.Version))
            {
                _settings.Dequeue();
            }

            return _settings.Count > 0;
        }
    }

    /// <summary>Moves the time to the next timer that is due by a moment, and fires it.</summary>
    /// <param name="limit">The latest moment, since the start.</param>
    /// <returns><see langword="false"/> when no timer is set until then.</returns>
    internal bool TryFireNext(TimeSpan limit)
    {
        while (_settings.TryPeek(out var next, out var when))
        {
            if (!next.Timer.IsCurrent(next.Version))
            {
                _settings.Dequeue();
                continue;
            }

            if (when.Due > limit.Ticks)
            {
                return false;
            }

            _settings.Dequeue();
            _now = Math.Max(_now, when.Due);
            FiredTimers++;
            next.Timer.Fire();
            return true;
        }

        return false;
    }

    private void Set(VirtualTimer timer, int version, long due) => _settings.Enqueue(new(timer, version), (due, _order++));

    /// <summary>A timer as it was set at one time; a later change of it makes this void.</summary>
    private readonly record struct Setting(VirtualTimer Timer, int Version);

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int _version;
        private long _due;
        private long _period;
        private bool _disposed;

        public bool IsCurrent(int version) => version == _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
            {
                return false;
            }

            _version++;
            _period = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime >= TimeSpan.Zero)
            {
                _due = clock._now + dueTime.Ticks;
                clock.Set(this, _version, _due);
            }

            return true;
        }

        public void Fire()
        {
            if (_period > 0)
            {
                _due += _period;
                clock.Set(this, _version, _due);
            }
            else
            {
                _version++;
            }

            if (state is Task)
            {
                FireWithoutContext();
            }
            else
            {
                callback(state);
            }
        }

        /// <summary>
        /// The timer of a Task.Delay only completes its task. Without a context, those who await it without one go on at once; those who have one are posted there as ever.
        /// </summary>
        private void FireWithoutContext()
        {
            var context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                callback(state);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }
        }

        public void Dispose()
        {
            _version++;
            _disposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
