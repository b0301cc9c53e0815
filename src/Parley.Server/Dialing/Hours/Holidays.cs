using System.Globalization;

namespace Parley.Server.Dialing.Hours;

/// <summary>Days on which nobody is called: of one year or of each, everywhere or in one country.</summary>
internal sealed class Holidays
{
    private readonly List<(string? Country, int? Year, int Month, int Day)> _days = [];

    public bool IsEmpty => _days.Count == 0;

    public bool Contains(DateOnly day, string? country) =>
        _days.Exists(holiday => holiday.Month == day.Month && holiday.Day == day.Day
            && (holiday.Year is null || holiday.Year == day.Year)
            && (holiday.Country is null || string.Equals(holiday.Country, country, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads them; <see langword="null"/> when one is no day.</summary>
    public static Holidays? TryRead(IEnumerable<string> texts, out string? wrong)
    {
        var holidays = new Holidays();
        foreach (var text in texts)
        {
            var (country, day) = text.Split(':', 2) is [var before, var after] ? (before, after) : (null, text);
            if (country is { Length: not 2 } || !TryParse(day, out var year, out var date))
            {
                wrong = text;
                return null;
            }

            holidays._days.Add((country, year, date.Month, date.Day));
        }

        wrong = null;
        return holidays;
    }

    private static bool TryParse(string text, out int? year, out DateOnly date)
    {
        year = null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            year = date.Year;
            return true;
        }

        return DateOnly.TryParseExact($"2000-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);   // A leap year, for 02-29.
    }
}
