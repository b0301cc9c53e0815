using System.Text;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Reports;

/// <summary>
/// The folder of a report: <c>index.html</c>, <c>junit.xml</c>, and for every call of every run a folder with its timeline, its sound, its SIP messages and a page that
/// shows them together. The same runs give the same files, byte for byte.
/// </summary>
/// <param name="folder">The folder; made when it is not there.</param>
public sealed class ReportFolder(string folder)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the files of the calls of one run.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void WriteRun(ScenarioResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (var call in run.Calls)
        {
            if (call.Record is { } record)
            {
                WriteCall(Path.Combine(folder, FolderOf(run, call)), call, record, run);
            }
        }
    }

    /// <summary>Writes what is about all runs.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteSummary(IReadOnlyList<ScenarioResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Directory.CreateDirectory(folder);
        using var junit = File.Create(Path.Combine(folder, "junit.xml"));
        JUnitXml.Write(junit, runs);
        WriteText(folder, "index.html", IndexPage.Of(runs));
    }

    /// <summary>Where the files of a call are, within the folder.</summary>
    internal static string FolderOf(ScenarioResult run, CallResult call) => $"{FileName.Of(run.Scenario.Name)}/seed-{run.Seed}/{FileName.Of(call.Call.Name)}";

    private static void WriteCall(string path, CallResult call, CallRecord record, ScenarioResult run)
    {
        Directory.CreateDirectory(path);
        var ladder = LadderStep.AllOf(record, call.Call.Direction);
        WriteText(path, "timeline.txt", TimelineText.Of(call, record, run.Seed));
        WriteText(path, "sip.txt", LadderText.Of(record, ladder));
        WriteText(path, "call.html", CallPage.Of(call, record, run, ladder));
        using var wav = File.Create(Path.Combine(path, "call.wav"));
        CallWav.Write(wav, record);
    }

    private static void WriteText(string path, string name, string text) => File.WriteAllText(Path.Combine(path, name), text, Utf8);
}
