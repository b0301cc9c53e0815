using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Parley.Audio;

namespace Parley.Rooms;

/// <summary>Paces on a thread of its own that sleeps until absolute deadlines, so neither timer granularity nor the thread pool moves a packet.</summary>
internal sealed partial class ThreadPacer : MediaPacer
{
    private readonly long _period;
    private readonly long _maxCatchUp;
    private readonly bool _realtime;
    private readonly Action<long, TimeSpan> _onPeriod;
    private readonly ILogger _logger;
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;

    public ThreadPacer(TimeSpan period, MediaClockOptions options, Action<long, TimeSpan> onPeriod, ILogger logger)
    {
        _period = Timestamp(period);
        _maxCatchUp = Timestamp(options.MaxCatchUp);
        _realtime = options.RealtimePriority;
        (_onPeriod, _logger) = (onPeriod, logger);
        _thread = new Thread(Run) { Name = "parley-media", IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    public override void Dispose()
    {
        if (!_stop.SafeWaitHandle.IsClosed)
        {
            _stop.Set();
            _thread.Join();
            _stop.Dispose();
        }
    }

    private static long Timestamp(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    private void Run()
    {
        if (_realtime && !PreciseSleep.TryUseRealtimePriority())
        {
            Log.NormalPriority(_logger);
        }

        var deadline = Stopwatch.GetTimestamp();
        for (var period = 1L; !_stop.WaitOne(0); period++)
        {
            deadline += _period;
            PreciseSleep.Until(deadline, _stop);
            var late = Stopwatch.GetTimestamp() - deadline;
            if (late > _maxCatchUp)
            {
                Log.Skipped(_logger, Stopwatch.GetElapsedTime(0, late).TotalMilliseconds);
                deadline += late;
            }

            TickSignals.Hold();
            _onPeriod(period, Stopwatch.GetElapsedTime(0, Math.Max(late, 0)));
            TickSignals.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Real-time scheduling is not permitted; the media clock runs at normal priority")]
        public static partial void NormalPriority(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The media clock stood still for {Milliseconds} ms; the missed ticks are skipped")]
        public static partial void Skipped(ILogger logger, double milliseconds);
    }
}
