using System.Globalization;
using System.Text;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>timeline.txt</c>: what happened at both ends of a call, one line each, in order, and what became of its expectations.</summary>
internal static class TimelineText
{
    /// <summary>The whole file.</summary>
    public static string Of(CallResult result, CallRecord call, int seed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Agent '{call.Agent}' and '{call.Persona}' ({call.Address}), seed {seed}\n");
        text.Append("Milliseconds since the session was asked for.\n\n");
        foreach (var entry in TimelineEntry.AllOf(call))
        {
            text.Append(Line(entry)).Append('\n');
        }

        text.Append('\n');
        foreach (var expectation in result.Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"{expectation.Status.ToString().ToLowerInvariant(),-7}  {expectation}\n");
        }

        return text.ToString();
    }

    private static string Line(TimelineEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{entry.At.TotalMilliseconds,8:0}  {(entry.IsFarEnd ? "far end" : "agent"),-7}  {entry.Name,-21}  {entry.Detail}").TrimEnd();
}
