namespace Parley.Rtp.Rtcp;

/// <summary>NTP's time format: seconds since 1900 in 32.32 fixed point (RFC 3550, section 4).</summary>
internal static class NtpTime
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ulong From(DateTimeOffset time)
    {
        var (seconds, rest) = Math.DivRem((time - Epoch).Ticks, TimeSpan.TicksPerSecond);
        return ((ulong)seconds << 32) | (((ulong)rest << 32) / TimeSpan.TicksPerSecond);
    }

    /// <summary>The middle 32 bits: what reports refer to each other by, in 1/65,536 s.</summary>
    public static uint Middle(ulong ntpTime) => (uint)(ntpTime >> 16);

    /// <summary>A span in 1/65,536 s.</summary>
    public static uint ToShort(TimeSpan span) => (uint)((Math.Max(span.Ticks, 0) << 16) / TimeSpan.TicksPerSecond);

    /// <summary>A span in 1/65,536 s, read.</summary>
    public static TimeSpan FromShort(uint value) => TimeSpan.FromTicks((value * TimeSpan.TicksPerSecond) >> 16);
}
