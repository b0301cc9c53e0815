using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>junit.xml</c>: a test suite per scenario, a test case per call and run. Its times are those of the calls.</summary>
internal static class JUnitXml
{
    /// <summary>Writes the file.</summary>
    public static void Write(Stream file, IReadOnlyList<ScenarioResult> results)
    {
        var suites = results.GroupBy(result => result.Scenario, (scenario, runs) => Suite(scenario, [.. runs])).ToList();
        var root = new XElement("testsuites", new XAttribute("name", "parley simulate"), Totals(suites.Elements("testcase")), suites);
        using var writer = XmlWriter.Create(file, new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false), CloseOutput = false });
        new XDocument(root).Save(writer);
    }

    private static XElement Suite(Scenario scenario, IReadOnlyList<ScenarioResult> runs)
    {
        var cases = runs.SelectMany(run => run.Error is null
            ? run.Calls.Select(call => Case(scenario, run, call))
            : [Case(scenario, "run", run.Seed, TimeSpan.Zero, new XElement("error", Message(run.Error)))]).ToList();
        return new("testsuite", new XAttribute("name", Clean(scenario.Name)), Totals(cases), cases);
    }

    private static XElement Case(Scenario scenario, ScenarioResult run, CallResult call)
    {
        var failures = call.Failures.ToList();
        var skipped = call.Results.Where(result => result.Status is Expectations.ExpectationStatus.Skipped).ToList();
        return Case(
            scenario,
            call.Call.Name,
            run.Seed,
            call.Duration,
            failures.Count == 0 ? null : new XElement("failure", Message($"{failures[0]}"), new XAttribute("type", "expectation"), Lines(failures)),
            skipped.Count == 0 ? null : new XElement("system-out", $"not looked at:{Lines(skipped)}"));
    }

    private static XElement Case(Scenario scenario, string name, int seed, TimeSpan time, params XElement?[] content) => new(
        "testcase",
        new XAttribute("classname", Clean(scenario.Name)),
        new XAttribute("name", Clean($"{name} (seed {seed.ToString(CultureInfo.InvariantCulture)})")),
        Time(time.TotalSeconds),
        content);

    private static object[] Totals(IEnumerable<XElement> cases)
    {
        var all = cases.ToList();
        return
        [
            new XAttribute("tests", all.Count),
            new XAttribute("failures", all.Elements("failure").Count()),
            new XAttribute("errors", all.Elements("error").Count()),
            new XAttribute("skipped", 0),
            Time(all.Sum(one => double.Parse(one.Attribute("time")!.Value, CultureInfo.InvariantCulture))),
        ];
    }

    private static XAttribute Time(double seconds) => new("time", seconds.ToString("0.000", CultureInfo.InvariantCulture));

    private static XAttribute Message(string text) => new("message", Clean(text));

    private static string Lines(IEnumerable<object> lines) => Clean($"\n{string.Join('\n', lines)}\n");

    /// <summary>XML has no way to write most control characters.</summary>
    private static string Clean(string text) => string.Concat(text.Where(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter)));
}
