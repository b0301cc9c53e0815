using System.Globalization;
using System.Text;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>call.html</c>: a call in one picture, then its sound, its expectations, its timeline and its SIP messages.</summary>
internal static class CallPage
{
    /// <summary>The whole page.</summary>
    public static string Of(CallResult result, CallRecord call, ScenarioResult run, IReadOnlyList<LadderStep> ladder)
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<p><a href=\"../../../index.html\">all calls</a></p>\n<h1>{Html.Text(run.Scenario.Name)}: {Html.Text(result.Call.Name)}</h1>\n");
        body.Append(CultureInfo.InvariantCulture, $"<p>{Html.Text(run.Scenario.Description ?? "")}</p>\n");
        body.Append(CultureInfo.InvariantCulture, $"<p>Agent <b>{Html.Text(call.Agent)}</b>, far end <b>{Html.Text(call.Persona)}</b> ({Html.Text(call.Address)}), seed {run.Seed}.</p>\n");
        body.Append("<div class=\"picture\">\n").Append(new CallPicture(call, ladder).ToSvg()).Append("</div>\n");
        body.Append("<p><audio controls src=\"call.wav\"></audio> <span class=\"soft\">left: what the far end said; right: what it heard.</span> ");
        body.Append("<a href=\"timeline.txt\">timeline.txt</a> <a href=\"sip.txt\">sip.txt</a></p>\n<h2>Expectations</h2>\n<table class=\"named\">\n");
        foreach (var expectation in result.Results)
        {
            var status = expectation.Status.ToString().ToLowerInvariant();
            body.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"{status}\">{status}<td>{Html.Text(expectation.Key)}<td>{Html.Text(expectation.Text)}</tr>\n");
        }

        body.Append("</table>\n<h2>Timeline</h2>\n<table class=\"named\">\n");
        foreach (var entry in TimelineEntry.AllOf(call))
        {
            var (who, style) = entry.IsFarEnd ? ("far end", "far") : ("agent", "agent");
            body.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"moment\">{entry.At.TotalMilliseconds:0} ms<td class=\"{style}\">{who}<td>{Html.Text(entry.Name)}<td>{Html.Text(entry.Detail)}</tr>\n");
        }

        body.Append(CultureInfo.InvariantCulture, $"</table>\n<h2>SIP</h2>\n<pre>{Html.Text(LadderText.Of(call, ladder))}</pre>\n");
        return Html.Page($"{run.Scenario.Name}: {result.Call.Name}", body.ToString());
    }
}
