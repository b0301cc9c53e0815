namespace Parley.Server.Hosting;

/// <summary>When callees may be called: <c>Parley:Dialout:CallingHours</c>. All times are those of the callee's own clock, daylight saving included.</summary>
public sealed class CallingHoursOptions
{
    /// <summary>The hours of every day that nothing else is said of: <c>08:00-21:00</c>, several with commas, or <c>none</c>. Default: the whole day.</summary>
    public string? Hours { get; set; }

    /// <summary>The hours of some weekdays: <c>Sunday</c>: <c>none</c>.</summary>
    public IDictionary<string, string> Days { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Days on which nobody is called: <c>2030-12-26</c>, each year's <c>12-25</c>, or a country's <c>US:07-04</c>.</summary>
    public IList<string> Holidays { get; } = [];

    /// <summary>The time zone (IANA) of callees whose own is not known. Default: none; they are not called while there are hours to keep.</summary>
    public string? UnknownTimeZone { get; set; }
}
