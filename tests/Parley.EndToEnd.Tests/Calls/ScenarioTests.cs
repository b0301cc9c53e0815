using System.Xml.Linq;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Scenario files in real time: against sipp as a trunk, and against the simulated carrier over UDP.</summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-scenario-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Simulate_TrunkIsBusy_ExpectationsAreMetAndThoseOfAPersonaSkipped()
    {
        await using var callee = Sipp.Callee("uas_busy.xml");
        const string Scenario =
            """
            name: Busy
            calls: [{ number: "+15551230003" }]
            expect: { outcome: busy, sip-status: 486, rang: yes, heard-by-far-end: 3s.. }
            """;

        var (status, output) = await SimulateAsync(Scenario, "--trunk", $"sip:127.0.0.1:{callee.Port}");

        await callee.PassedAsync(Cancellation);
        Assert.True(status == 0, output);
        Assert.Contains("heard-by-far-end: needs a simulated far end", Report().Descendants("system-out").Single().Value, StringComparison.Ordinal);
        Assert.Contains("486 Busy Here (1 INVITE)", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "report/busy/seed-1/15551230003/sip.txt"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_RealTime_PersonTalksOverUdp()
    {
        const string Scenario =
            """
            name: Person
            calls: [{ persona: quick-person }]
            expect: { outcome: completed, stage: talking, answered-by: human, said: about your visit, heard-by-far-end: 3s.. }
            """;

        var (status, output) = await SimulateAsync(Scenario, "--real-time");

        Assert.True(status == 0, output);
        Assert.Equal("1", (string?)Report().Root!.Attribute("tests"));
    }

    private XDocument Report() => XDocument.Load(Path.Combine(_folder.FullName, "report", "junit.xml"));

    private async Task<(int Status, string Output)> SimulateAsync(string scenario, params string[] options)
    {
        var file = Path.Combine(_folder.FullName, "scenario.yaml");
        await File.WriteAllTextAsync(file, scenario, Cancellation);
        string[] arguments = [ParleyServer.Executable, "simulate", file, "--report", Path.Combine(_folder.FullName, "report"), .. options];
        await using var simulate = PeerProcess.Start("dotnet", _folder.FullName, arguments);
        var status = await simulate.WaitForExitAsync(TimeSpan.FromSeconds(90), Cancellation);
        return (status, simulate.Output);
    }
}
