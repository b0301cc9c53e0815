namespace Parley.Telephony.Media;

/// <summary>
/// Sees to it that a key is reported once, although some far ends tell it in two or three ways: a key of one way that another way has told already within
/// the last seconds is the same press. Any thread.
/// </summary>
internal sealed class KeyReports
{
    private static readonly TimeSpan SamePress = TimeSpan.FromSeconds(3);    // a key may be held for two, and INFO often comes at its end

    private readonly Lock _gate = new();
    private readonly List<Report> _reports = [];

    /// <summary>Whether a key is to be reported.</summary>
    public bool TryReport(char key, DigitsMethod way, DateTimeOffset now)
    {
        lock (_gate)
        {
            _reports.RemoveAll(report => now - report.At > SamePress);
            var told = _reports.Find(report => report.Key == key && !report.Ways.Contains(way));
            if (told is not null)
            {
                told.Ways.Add(way);
                return false;
            }

            _reports.Add(new(key, now, [way]));
            return true;
        }
    }

    private sealed record Report(char Key, DateTimeOffset At, List<DigitsMethod> Ways);
}
