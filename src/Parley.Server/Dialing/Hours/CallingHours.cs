using System.Globalization;
using Parley.Server.Hosting;

namespace Parley.Server.Dialing.Hours;

/// <summary>When somebody may be called, by the clock on their own wall. Pure: knows no clock and no database.</summary>
internal sealed class CallingHours
{
    private const int LongestLookAhead = 400;

    private readonly DayHours[] _weekdays;
    private readonly Holidays _holidays;

    private CallingHours(DayHours[] weekdays, Holidays holidays, TimeZoneInfo? unknownZone) => (_weekdays, _holidays, UnknownZone) = (weekdays, holidays, unknownZone);

    /// <summary>Whether there are hours to keep at all.</summary>
    public bool AreLimited => !_holidays.IsEmpty || _weekdays.Any(day => !day.IsWhole);

    /// <summary>The time zone of those whose own is not known.</summary>
    public TimeZoneInfo? UnknownZone { get; }

    /// <summary>Reads settings that were validated.</summary>
    /// <exception cref="FormatException">They were not.</exception>
    public static CallingHours Read(CallingHoursOptions options) =>
        TryRead(options, out var hours) is { } wrong ? throw new FormatException($"{wrong.Key} is '{wrong.Found}'; expected {wrong.Expected}.") : hours!;

    /// <summary>Reads settings.</summary>
    /// <returns>What is wrong with them, if anything is.</returns>
    public static HoursProblem? TryRead(CallingHoursOptions options, out CallingHours? hours)
    {
        hours = null;
        if (!DayHours.TryParse(options.Hours, out var usual))
        {
            return new("Hours", options.Hours, DayHours.Expected);
        }

        DayHours[] weekdays = [.. Enumerable.Repeat(usual, 7)];
        foreach (var (name, text) in options.Days)
        {
            if (!Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) || !Enum.IsDefined(day))
            {
                return new("Days", name, "the name of a weekday, such as Sunday");
            }

            if (!DayHours.TryParse(text, out weekdays[(int)day]))
            {
                return new($"Days:{name}", text, DayHours.Expected);
            }
        }

        if (Holidays.TryRead(options.Holidays, out var wrong) is not { } holidays)
        {
            return new("Holidays", wrong, "a day such as 2030-12-26, 12-25 or US:07-04");
        }

        TimeZoneInfo? unknown = null;
        if (options.UnknownTimeZone is { } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out unknown))
        {
            return new("UnknownTimeZone", id, "an IANA time zone, such as Europe/Berlin");
        }

        hours = new(weekdays, holidays, unknown);
        return null;
    }

    /// <summary>Whether the callee may be called: the hours must be open in all of the time zones that it may be in.</summary>
    public bool AreOpen(DateTimeOffset at, IReadOnlyList<TimeZoneInfo> zones, string? country) => zones.All(zone => IsOpen(at, zone, country));

    /// <summary>The first moment from <paramref name="at"/> on at which the callee may be called; <see langword="null"/> when there is none within a year.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset at, IReadOnlyList<TimeZoneInfo> zones, string? country)
    {
        if (AreOpen(at, zones, country))
        {
            return at;
        }

        // The hours open in the last of the zones: at the beginning of a window in one of them.
        for (var day = -1; day < LongestLookAhead; day++)
        {
            var openings = zones.SelectMany(zone => OpeningsOf(TimeZoneInfo.ConvertTime(at, zone).Date.AddDays(day), zone, country));
            foreach (var opening in openings.Where(opening => opening > at).Order())
            {
                if (AreOpen(opening, zones, country))
                {
                    return opening;
                }
            }
        }

        return null;
    }

    private bool IsOpen(DateTimeOffset at, TimeZoneInfo zone, string? country)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return HoursOf(DateOnly.FromDateTime(local.Date), country).Contain(local.TimeOfDay);
    }

    private DayHours HoursOf(DateOnly day, string? country) => _holidays.Contains(day, country) ? DayHours.None : _weekdays[(int)day.DayOfWeek];

    private IEnumerable<DateTimeOffset> OpeningsOf(DateTime day, TimeZoneInfo zone, string? country) =>
        HoursOf(DateOnly.FromDateTime(day), country).Openings.SelectMany(opening => LocalTime.Moments(day + opening, zone));
}

/// <summary>What is wrong with a setting of calling hours.</summary>
internal sealed record HoursProblem(string Key, string? Found, string Expected)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} is '{Found}'; expected {Expected}.");
}
