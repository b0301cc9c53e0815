using System.Buffers.Binary;
using System.Globalization;
using System.Xml.Linq;
using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;
using Parley.Testing.Reports;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Tests.Reports;

public sealed class ReportFolderTests : IDisposable
{
    private const string Invite = "INVITE sip:+15551230001@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\nFrom: <sip:a@10.0.0.1>;tag=1\nTo: <sip:b@10.0.0.2>\nCall-ID: 1\nCSeq: 1 INVITE\nMax-Forwards: 70\nContact: <sip:a@10.0.0.1>\nContent-Type: application/sdp\nContent-Length: 3\n\nv=0";
    private const string Busy = "SIP/2.0 486 Busy Here\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\nFrom: <sip:a@10.0.0.1>;tag=1\nTo: <sip:b@10.0.0.2>;tag=2\nCall-ID: 1\nCSeq: 1 INVITE\nContent-Length: 0\n\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-report-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WriteRun_Call_WritesTheTimelineOfBothEnds()
    {
        Write(Run());

        Assert.Equal(
            """
            Agent 'outbound' and 'person' (+15551230001), seed 7
            Milliseconds since the session was asked for.

                1000  far end  answered
                1000  agent    dialout-answered
                1200  far end  said                   Hello?
                1900  agent    answer-detected        human (0.90): short greeting

            failed   outcome: expected busy, was completed
            passed   errors: expected no errors, there were none

            """.ReplaceLineEndings("\n"),
            Read("a-case/seed-7/call/timeline.txt"));
    }

    [Fact]
    public void WriteRun_Call_WritesALadderThatMarksWhatWasLostAndSentAgain()
    {
        Write(Run());

        var lines = Read("a-case/seed-7/call/sip.txt").Split('\n');
        Assert.StartsWith("      ms  agent 10.0.0.1:5060", lines[0], StringComparison.Ordinal);
        Assert.Equal("      10  |-- INVITE (1 INVITE, SDP, LOST) ----------------------x |", lines[1]);
        Assert.Equal("     510  |-- INVITE (1 INVITE, SDP, again) ---------------------->|", lines[2]);
        Assert.Equal("     530  |<--------------------------- 486 Busy Here (1 INVITE) --|", lines[3]);
        Assert.Contains("as before", lines);
    }

    [Fact]
    public void WriteRun_Call_WritesBothSidesOfItsSound()
    {
        Write(Run());

        var wav = File.ReadAllBytes(Path.Combine(_folder.FullName, "a-case/seed-7/call/call.wav"));
        var said = BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(44 + (4 * 8 * 211))); // 211 ms after the answer: the hello
        var heard = BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(44 + (4 * 8 * 211) + 2));
        Assert.Equal((2, 44 + (4 * 30_000 * 8), true, 0), (wav[22], wav.Length, said != 0, heard));
    }

    [Fact]
    public void WriteRun_Picture_IsWideEnoughForItsLabelsAndNoneCoversAnother()
    {
        Write(Run());

        var page = Read("a-case/seed-7/call/call.html");
        var from = page.IndexOf("<svg", StringComparison.Ordinal);
        var svg = XElement.Parse(page[from..(page.IndexOf("</svg>", from, StringComparison.Ordinal) + "</svg>".Length)]);
        var labels = svg.Elements().Where(e => e.Name.LocalName == "text" && e.Attribute("opacity") is null)
            .Select(e => (Y: Number(e, "y"), From: Number(e, "x"), To: Number(e, "x") + (6 * e.Value.Length))).OrderBy(label => label).ToList();
        Assert.True(labels.Count >= 6, "Three messages, three events.");
        Assert.All(labels, label => Assert.InRange(label.To, 0, Number(svg, "width")));
        Assert.All(labels.Zip(labels.Skip(1)), pair => Assert.True(pair.First.Y < pair.Second.Y || pair.First.To <= pair.Second.From, $"{pair}"));
    }

    [Fact]
    public void WriteSummary_Failure_IsInJUnitXml()
    {
        Write(Run());

        var suite = XDocument.Parse(Read("junit.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("A case", "1", "1"), ((string?)suite.Attribute("name"), (string?)suite.Attribute("tests"), (string?)suite.Attribute("failures")));
        var failure = suite.Element("testcase")!.Element("failure")!;
        Assert.Equal("call (seed 7)", (string?)failure.Parent!.Attribute("name"));
        Assert.Contains("outcome: expected busy, was completed", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteSummary_BrokenWorld_IsAnErrorInJUnitXml()
    {
        Write(new ScenarioResult(new("A case", []), 3, []) { Error = "bang \u0001" });

        Assert.Equal("bang ", (string?)XDocument.Parse(Read("junit.xml")).Descendants("error").Single().Attribute("message"));
    }

    [Fact]
    public void Write_TextThatLooksLikeHtml_IsText()
    {
        Write(Run("<script>"));

        Assert.DoesNotContain("<script>", Read("index.html") + Read("a-case/seed-7/call/call.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SameRunTwice_GivesTheSameBytes()
    {
        Write(Run());
        var first = Contents();
        Write(Run());

        Assert.Equal(6, first.Count);
        Assert.Equal(first, Contents());
    }

    [Theory]
    [InlineData("A person, twice!", "a-person-twice")]
    [InlineData("../..", "unnamed")]
    [InlineData("+15551230001", "15551230001")]
    public void Of_AnyName_GivesAFileName(string name, string expected) => Assert.Equal(expected, FileName.Of(name));

    private static ScenarioResult Run(string persona = "person")
    {
        var record = new TestCall().Answered(1000)
            .FarEnd(1200, SimulatedCallEventKind.Said, "Hello?")
            .FarEndSounds(1205, 1700)
            .Event(1900, new AnswerDetected("leg", AnsweredBy.Human, 0.9, "short greeting"))
            .Sip(10, fromAgent: true, Invite, isLost: true).Sip(510, fromAgent: true, Invite).Sip(530, fromAgent: false, Busy)
            .Record(persona);
        var call = new ScenarioCall("call") { Expectations = [new OutcomeIs(CallEnding.Busy), new NoErrors()] };
        return new(new("A case", [call]), 7, [CallResult.Of(call, record)]);
    }

    private void Write(ScenarioResult run)
    {
        var report = new ReportFolder(_folder.FullName);
        report.WriteRun(run);
        report.WriteSummary([run]);
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(_folder.FullName, path));

    private List<(string Path, string Bytes)> Contents() =>
        [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal).Select(f => (f.FullName, Convert.ToHexString(File.ReadAllBytes(f.FullName))))];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
