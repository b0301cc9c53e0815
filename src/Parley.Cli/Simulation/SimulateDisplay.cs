using System.Globalization;
using System.Text.Json;
using Parley.Simulation.Yaml;
using Parley.Testing.Scenarios;
using Spectre.Console;

namespace Parley.Cli.Simulation;

/// <summary>Shows how scenarios went: a line of progress, a table, then what was not met.</summary>
/// <param name="console">Where to show it.</param>
/// <param name="total">How many runs there will be.</param>
internal sealed class SimulateDisplay(IAnsiConsole console, int total)
{
    private const int MostRows = 100;
    private const int FileWidth = 140;
    private int _told;

    /// <summary>Takes note of a run that is over.</summary>
    public void Tell(ScenarioResult run)
    {
        _told++;
        if (total > 1 && console.Profile.Capabilities.Interactive)
        {
            console.Profile.Out.Writer.Write($"\r{_told} of {total} runs{(run.IsPassed ? "" : $"; '{run.Scenario.Name}' failed with seed {run.Seed}")}   ");
        }
    }

    /// <summary>Shows all runs.</summary>
    public void Show(IReadOnlyList<ScenarioResult> runs)
    {
        if (total > 1 && console.Profile.Capabilities.Interactive)
        {
            console.WriteLine();
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("scenario", "seed", "persona", "outcome", "answered by", "length", "first word", "response", "");
        List<ScenarioResult> shown = runs.Count <= MostRows ? [.. runs] : [.. runs.OrderBy(run => run.IsPassed).Take(MostRows)];
        foreach (var run in shown)
        {
            Add(table, run);
        }

        if (!console.Profile.Capabilities.Interactive)
        {
            console.Profile.Width = Math.Max(console.Profile.Width, FileWidth); // a log may be wider than a terminal
        }

        console.Write(table);
        if (shown.Count < runs.Count)
        {
            Line($"... and {runs.Count - shown.Count} more runs");
        }

        foreach (var run in runs.Where(run => !run.IsPassed))
        {
            Tell(run, Line);
        }

        var failed = runs.Count(run => !run.IsPassed);
        Line(string.Create(CultureInfo.InvariantCulture, $"{runs.Count - failed} passed, {failed} failed"));
    }

    private static void Add(Table table, ScenarioResult run)
    {
        if (run.Error is not null)
        {
            table.AddRow(new Text(run.Scenario.Name), Number(run.Seed), new Text("-"), new Text("-"), new Text("-"), new Text("-"), new Text("-"), new Text("-"), Result(false));
        }

        foreach (var call in run.Calls)
        {
            table.AddRow(
                new Text(run.Scenario.Name),
                Number(run.Seed),
                new Text(call.Persona),
                new Text(Word(call.Outcome?.Ending)),
                new Text(Word(call.AnsweredBy)),
                new Text(Time(call.Duration)),
                new Text(Time(call.FirstWord)),
                new Text(Time(call.SlowestResponse)),
                Result(call.IsPassed));
        }
    }

    private static void Tell(ScenarioResult run, Action<string> tell)
    {
        if (run.Error is { } error)
        {
            tell($"{run.Scenario.Name}, seed {run.Seed}: {error}");
        }

        foreach (var call in run.Calls.Where(call => !call.IsPassed))
        {
            tell($"{run.Scenario.Name}, seed {run.Seed}, call '{call.Call.Name}':");
            foreach (var failure in call.Failures)
            {
                tell($"  {failure}");
            }
        }
    }

    private static Text Number(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    private static Text Result(bool isPassed) => isPassed ? new("passed", new Style(Color.Green)) : new("failed", new Style(Color.Red));

    private static string Word<T>(T? value)
        where T : struct, Enum => value is { } given ? JsonNamingPolicy.KebabCaseLower.ConvertName(given.ToString()) : "-";

    private static string Time(TimeSpan? time) => time is { } given ? DurationText.Of(given) : "-";

    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text); // not wrapped, whatever the width
}
