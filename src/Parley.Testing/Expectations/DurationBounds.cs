using Parley.Simulation.Yaml;

namespace Parley.Testing.Expectations;

/// <summary>How long something may be: <c>3s..</c>, <c>..10s</c>, <c>3s..10s</c>.</summary>
/// <param name="Least">The shortest.</param>
/// <param name="Most">The longest; <see langword="null"/> for no bound.</param>
public readonly record struct DurationBounds(TimeSpan Least, TimeSpan? Most = null)
{
    private const string Separator = "..";

    /// <summary>Whether a duration is within.</summary>
    public bool Contains(TimeSpan duration) => duration >= Least && !(duration > Most);

    /// <summary>Reads bounds. At least one has to be there, and the two dots, so that nobody has to guess which one a single duration would be.</summary>
    public static bool TryParse(string text, out DurationBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(text);
        bounds = default;
        var dots = text.IndexOf(Separator, StringComparison.Ordinal);
        if (dots < 0 || text.Length == Separator.Length)
        {
            return false;
        }

        var (before, after) = (text[..dots].Trim(), text[(dots + Separator.Length)..].Trim());
        var (least, most) = (TimeSpan.Zero, TimeSpan.Zero);
        if ((before.Length > 0 && !DurationText.TryParse(before, out least)) || (after.Length > 0 && !DurationText.TryParse(after, out most)))
        {
            return false;
        }

        bounds = new(least, after.Length > 0 ? most : null);
        return after.Length == 0 || least <= most;
    }

    /// <inheritdoc/>
    public override string ToString() => Most is { } most
        ? Least == TimeSpan.Zero ? $"at most {DurationText.Of(most)}" : $"{DurationText.Of(Least)} to {DurationText.Of(most)}"
        : $"at least {DurationText.Of(Least)}";
}
