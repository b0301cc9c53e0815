using Parley.Testing.Expectations;

namespace Parley.Testing.Reports;

/// <summary>One line of a call's timeline.</summary>
/// <param name="At">When, after the start of the record.</param>
/// <param name="IsFarEnd">Whether it happened at the far end.</param>
/// <param name="Name">What happened.</param>
/// <param name="Detail">More about it.</param>
internal sealed record TimelineEntry(TimeSpan At, bool IsFarEnd, string Name, string Detail)
{
    /// <summary>All that happened at both ends, in order; at the same moment, first what the far end did.</summary>
    public static IReadOnlyList<TimelineEntry> AllOf(CallRecord call) =>
    [
        .. call.FarEnd.Select(e => new TimelineEntry(call.After(e.At), true, EventText.NameOf(e), e.Detail))
            .Concat(call.Events.Select(e => new TimelineEntry(call.After(e.Timestamp), false, EventNames.Of(e), EventText.DetailOf(e))))
            .OrderBy(entry => entry.At),
    ];
}
