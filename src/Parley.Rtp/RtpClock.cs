using Parley.Rtp.Rtcp;

namespace Parley.Rtp;

/// <summary>The monotonic clock of a session, tied once to the wall clock, so that reports never see it step.</summary>
internal sealed class RtpClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly DateTimeOffset _startTime = time.GetUtcNow();

    /// <summary>Time since the session began.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>The wall clock at a moment of the session.</summary>
    public DateTimeOffset ToTime(TimeSpan moment) => _startTime + moment;

    /// <summary>The NTP time of a moment of the session.</summary>
    public ulong ToNtp(TimeSpan moment) => NtpTime.From(ToTime(moment));
}
