using System.Globalization;

namespace Parley.Server.Dialing.Hours;

/// <summary>The open hours of one day: from each beginning up to, not including, its end.</summary>
internal sealed class DayHours
{
    public const string Expected = "hours such as 08:00-21:00, several with commas between them, or 'none'";

    private static readonly TimeSpan WholeDay = TimeSpan.FromHours(24);

    private readonly (TimeSpan From, TimeSpan Until)[] _windows;

    private DayHours(params (TimeSpan From, TimeSpan Until)[] windows) => _windows = windows;

    /// <summary>Closed all day.</summary>
    public static DayHours None { get; } = new();

    /// <summary>Open all day.</summary>
    public static DayHours Whole { get; } = new((TimeSpan.Zero, WholeDay));

    /// <summary>Whether it is open all day.</summary>
    public bool IsWhole => _windows is [{ From: var from, Until: var until }] && from == TimeSpan.Zero && until == WholeDay;

    /// <summary>When it opens, as time of day.</summary>
    public IEnumerable<TimeSpan> Openings => _windows.Select(window => window.From);

    /// <summary>Whether it is open at a time of day.</summary>
    public bool Contain(TimeSpan timeOfDay) => Array.Exists(_windows, window => timeOfDay >= window.From && timeOfDay < window.Until);

    /// <summary>Reads <c>08:00-12:00,13:00-21:00</c>, <c>none</c>, or nothing for the whole day.</summary>
    public static bool TryParse(string? text, out DayHours hours)
    {
        hours = Whole;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        if (text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            hours = None;
            return true;
        }

        var windows = new List<(TimeSpan From, TimeSpan Until)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('-', StringSplitOptions.TrimEntries) is not [var first, var last]
                || !TryParseTime(first, out var from) || !TryParseTime(last, out var until)
                || from >= until || (windows.Count > 0 && from < windows[^1].Until))
            {
                return false;
            }

            windows.Add((from, until));
        }

        hours = new([.. windows]);
        return true;
    }

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        var isMidnight = text == "24:00";
        time = isMidnight ? WholeDay : default;
        return isMidnight || TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out time);
    }
}
