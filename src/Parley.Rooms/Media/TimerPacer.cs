namespace Parley.Rooms;

/// <summary>Paces by a <see cref="TimeProvider"/>'s timer: virtual time moves the media as it moves everything else.</summary>
internal sealed class TimerPacer : MediaPacer
{
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _period;
    private readonly Action<long, TimeSpan> _onPeriod;
    private readonly Lock _ticking = new();
    private readonly long _started;
    private readonly ITimer _timer;
    private long _periods;
    private bool _stopped;

    public TimerPacer(TimeProvider timeProvider, TimeSpan period, Action<long, TimeSpan> onPeriod)
    {
        (_timeProvider, _period, _onPeriod) = (timeProvider, period, onPeriod);
        _started = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(_ => RunDue(), null, period, period);
    }

    public override void Dispose()
    {
        _timer.Dispose();
        lock (_ticking)
        {
            _stopped = true;
        }
    }

    private void RunDue()
    {
        // The lock only guards against a timer whose callbacks overlap; in virtual time it is never contended.
        lock (_ticking)
        {
            var elapsed = _timeProvider.GetElapsedTime(_started);
            while (!_stopped && (_periods + 1) * _period <= elapsed)
            {
                _periods++;
                _onPeriod(_periods, elapsed - (_periods * _period));
            }
        }
    }
}
