using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Parley.Rooms;

/// <summary>Sleeps until an absolute moment: to some 10 µs on Linux (clock_nanosleep), to about a millisecond elsewhere.</summary>
internal static partial class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsoluteTime = 1;
    private const int SchedulerFifo = 1;
    private const int ResetOnFork = 0x40000000;

    /// <summary>Sleeps until <see cref="Stopwatch.GetTimestamp"/> reaches <paramref name="deadline"/>; where the system cannot, a set <paramref name="stop"/> ends it early.</summary>
    public static void Until(long deadline, WaitHandle stop)
    {
        if (OperatingSystem.IsLinux())
        {
            // On Linux the stopwatch is CLOCK_MONOTONIC in nanoseconds, so its timestamps are deadlines as they stand.
            var moment = new TimeSpec(deadline / 1_000_000_000, deadline % 1_000_000_000);
            while (ClockNanosleep(ClockMonotonic, TimerAbsoluteTime, in moment, 0) != 0 && Stopwatch.GetTimestamp() < deadline)
            {
            }

            return;
        }

        var remaining = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
        if (remaining > TimeSpan.Zero)
        {
            stop.WaitOne(remaining);
        }
    }

    /// <summary>Asks for first-in-first-out real-time scheduling of the calling thread. Needs root or CAP_SYS_NICE.</summary>
    public static bool TryUseRealtimePriority() => OperatingSystem.IsLinux() && SetFifo();

    [SupportedOSPlatform("linux")]
    private static bool SetFifo()
    {
        // Threads started from this one (thread-pool workers, say) go back to normal scheduling.
        var priority = 20;
        return SetScheduler(0, SchedulerFifo | ResetOnFork, in priority) == 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, nint remaining);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
