using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Rooms;

/// <summary>
/// The one pulse of all media in a process: 20 ms ticks counted from a fixed start, so a late tick is made up for and time never drifts.
/// On the system clock it runs on a thread of its own with absolute deadlines; on any other <see cref="TimeProvider"/> (virtual time) on
/// that provider's timer. Members are added and taken away from any thread; their ticks never overlap.
/// </summary>
public sealed partial class MediaClock : IDisposable
{
    /// <summary>The length of a tick, which is also the length of every frame and RTP packet.</summary>
    public static readonly TimeSpan TickDuration = TimeSpan.FromMilliseconds(20);

    private readonly MediaClockOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _membership = new();
    private readonly ITicked[][] _slots;
    private readonly MediaPacer _pacer;
    private readonly TickLateness _lateness;

    /// <summary>Starts the clock.</summary>
    /// <param name="timeProvider">The system's time for real calls, another for virtual time.</param>
    /// <param name="options">How time is kept; <see langword="null"/> for the defaults.</param>
    /// <param name="loggerFactory">Where trouble is told.</param>
    public MediaClock(TimeProvider timeProvider, MediaClockOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        _options = options ?? new MediaClockOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Slots, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.Slots, 20, nameof(options));
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<MediaClock>();
        _slots = new ITicked[_options.Slots][];
        Array.Fill(_slots, []);
        _lateness = new TickLateness();
        _pacer = MediaPacer.Start(timeProvider, TickDuration / _options.Slots, _options, RunSlot, _logger);
    }

    /// <summary>How late ticks ran so far.</summary>
    public TickLateness Lateness => _lateness;

    /// <summary>Adds a member; it is ticked from the next tick of its slot on.</summary>
    public void Add(ITicked member)
    {
        lock (_membership)
        {
            var emptiest = 0;
            for (var i = 1; i < _slots.Length; i++)
            {
                emptiest = _slots[i].Length < _slots[emptiest].Length ? i : emptiest;
            }

            Volatile.Write(ref _slots[emptiest], [.. _slots[emptiest], member]);
        }
    }

    /// <summary>Takes a member away. A tick of it that has begun may still end after this returns.</summary>
    public void Remove(ITicked member)
    {
        lock (_membership)
        {
            for (var i = 0; i < _slots.Length; i++)
            {
                if (_slots[i].Contains(member))
                {
                    Volatile.Write(ref _slots[i], [.. _slots[i].Where(m => !ReferenceEquals(m, member))]);
                    return;
                }
            }
        }
    }

    /// <summary>Stops the clock; no tick runs after this returns.</summary>
    public void Dispose() => _pacer.Dispose();

    private void RunSlot(long slot, TimeSpan late)
    {
        _lateness.Record(late);
        foreach (var member in Volatile.Read(ref _slots[slot % _slots.Length]))
        {
            try
            {
                member.Tick();
            }
#pragma warning disable CA1031 // One faulty member must not silence every other call of the process.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.MemberFaulted(_logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A member of the media clock threw in its tick")]
        public static partial void MemberFaulted(ILogger logger, Exception fault);
    }
}
