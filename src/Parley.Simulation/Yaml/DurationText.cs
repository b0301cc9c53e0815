using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Simulation.Yaml;

/// <summary>Durations as people write them: <c>500ms</c>, <c>2s</c>, <c>1.5s</c>, <c>1m30s</c>, <c>1h</c>; ranges such as <c>1s..3s</c>; <c>forever</c>.</summary>
public static partial class DurationText
{
    /// <summary>The word for a duration without an end.</summary>
    public const string Forever = "forever";

    private const string Separator = "..";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads a duration of at most a day; not <c>forever</c>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var whole = Whole().Match(text);
        if (!whole.Success)
        {
            return false;
        }

        var seconds = 0.0;
        for (var i = 0; i < whole.Groups["number"].Captures.Count; i++)
        {
            seconds += double.Parse(whole.Groups["number"].Captures[i].ValueSpan, CultureInfo.InvariantCulture)
                * SecondsIn(whole.Groups["unit"].Captures[i].Value);
        }

        duration = seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : default;
        return seconds <= Longest.TotalSeconds;
    }

    /// <summary>Reads a duration, a range of them whose first is not the longer one, or <c>forever</c>.</summary>
    public static bool TryParseRange(string text, out DurationRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = DurationRange.Forever;
        if (text == Forever)
        {
            return true;
        }

        var dots = text.IndexOf(Separator, StringComparison.Ordinal);
        if (!TryParse(dots < 0 ? text : text[..dots].Trim(), out var least) || !TryParse(dots < 0 ? text : text[(dots + Separator.Length)..].Trim(), out var most))
        {
            return false;
        }

        range = new(least, most);
        return least <= most;
    }

    /// <summary>Writes a duration the way it can be read.</summary>
    public static string Of(TimeSpan duration) => duration == Timeout.InfiniteTimeSpan
        ? Forever
        : duration.TotalSeconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");

    private static double SecondsIn(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        _ => 3600,
    };

    [GeneratedRegex(@"^((?<number>\d{1,9}(\.\d{1,9})?)(?<unit>ms|s|m|h))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
