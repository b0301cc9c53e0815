using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Simulation.Yaml;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>index.html</c>: all calls of all runs in one table, those that failed first.</summary>
internal static class IndexPage
{
    /// <summary>The whole page.</summary>
    public static string Of(IReadOnlyList<ScenarioResult> runs)
    {
        var body = new StringBuilder();
        var failed = runs.Count(run => !run.IsPassed);
        body.Append(CultureInfo.InvariantCulture, $"<h1>Simulated calls</h1>\n<p>{runs.Count} runs, <span class=\"{(failed == 0 ? "passed" : "failed")}\">{failed} failed</span>. ");
        body.Append("<a href=\"junit.xml\">junit.xml</a></p>\n<table>\n");
        body.Append("<tr><th>scenario<th>seed<th>call<th>persona<th>outcome<th>answered by<th>duration<th>first word<th>slowest response<th>result</tr>\n");
        foreach (var run in runs.OrderBy(run => run.IsPassed)) // stable: otherwise in the order of the runs
        {
            Append(body, run);
        }

        return Html.Page("Simulated calls", body.Append("</table>\n").ToString());
    }

    private static void Append(StringBuilder body, ScenarioResult run)
    {
        if (run.Error is { } error)
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(run.Scenario.Name)}<td>{run.Seed}<td colspan=\"7\"><td class=\"failed\">{Html.Text(error)}</tr>\n");
        }

        foreach (var call in run.Calls)
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(run.Scenario.Name)}<td>{run.Seed}");
            body.Append(CultureInfo.InvariantCulture, $"<td><a href=\"{ReportFolder.FolderOf(run, call)}/call.html\">{Html.Text(call.Call.Name)}</a>");
            body.Append(CultureInfo.InvariantCulture, $"<td>{Html.Text(call.Persona)}<td>{Word(call.Outcome?.Ending)}<td>{Word(call.AnsweredBy)}");
            body.Append(CultureInfo.InvariantCulture, $"<td>{Time(call.Duration)}<td>{Time(call.FirstWord)}<td>{Time(call.SlowestResponse)}");
            var failures = string.Join("<br>", call.Failures.Select(failure => Html.Text($"{failure}")));
            body.Append(call.IsPassed ? "<td class=\"passed\">passed" : $"<td class=\"failed\">{failures}").Append("</tr>\n");
        }
    }

    private static string Word<T>(T? value)
        where T : struct, Enum => value is { } given ? JsonNamingPolicy.KebabCaseLower.ConvertName(given.ToString()) : "-";

    private static string Time(TimeSpan? time) => time is { } given ? DurationText.Of(given) : "-";
}
