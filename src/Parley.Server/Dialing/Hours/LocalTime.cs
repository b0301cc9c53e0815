namespace Parley.Server.Dialing.Hours;

/// <summary>From a clock on a wall to moments: some times of day come twice in autumn, and some never in spring.</summary>
internal static class LocalTime
{
    private const int LongestGapMinutes = 24 * 60;

    /// <summary>The moments at which the clock shows a time; when it jumps over it, the moment after the jump.</summary>
    public static IEnumerable<DateTimeOffset> Moments(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        for (var minutes = 0; zone.IsInvalidTime(local) && minutes < LongestGapMinutes; minutes++)
        {
            local = local.AddMinutes(1);
        }

        return zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Select(offset => new DateTimeOffset(local, offset)).Order()
            : [new DateTimeOffset(local, zone.GetUtcOffset(local))];
    }

    /// <summary>When the day began that a zone has at a moment.</summary>
    public static DateTimeOffset StartOfDay(DateTimeOffset at, TimeZoneInfo zone) => Moments(TimeZoneInfo.ConvertTime(at, zone).Date, zone).First();

    /// <summary>When the next one begins.</summary>
    public static DateTimeOffset StartOfNextDay(DateTimeOffset at, TimeZoneInfo zone) => Moments(TimeZoneInfo.ConvertTime(at, zone).Date.AddDays(1), zone).First();

    /// <summary>When the next month begins.</summary>
    public static DateTimeOffset StartOfNextMonth(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return Moments(new DateTime(local.Year, local.Month, 1).AddMonths(1), zone).First();
    }

    /// <summary>The day that a zone has at a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).Date);
}
