using System.CommandLine;
using Parley.Cli.Simulation;

namespace Parley.Cli.Tests.Simulation;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Busy = "name: Busy\ncalls: [{ persona: busy }]\nexpect: { outcome: busy }";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-simulate-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Simulate_AllMet_Returns0AndWritesTheReport()
    {
        var report = Path.Combine(_folder.FullName, "report");

        Assert.Equal(0, await SimulateAsync(Write("busy.yaml", Busy), "--report", report, "--seed", "7", "--repeat", "2"));

        Assert.True(File.Exists(Path.Combine(report, "junit.xml")));
        Assert.True(File.Exists(Path.Combine(report, "index.html")));
        Assert.All(["seed-7", "seed-8"], seed => Assert.Equal(
            ["call.html", "call.wav", "sip.txt", "timeline.txt"],
            Directory.GetFiles(Path.Combine(report, "busy", seed, "busy")).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Simulate_SameSeedTwice_WritesTheSameBytes()
    {
        var scenario = Write("person.yaml", "name: Person\nseed: 3\ncalls: [{ persona: quick-person, network: congested }]");
        string[] reports = [Path.Combine(_folder.FullName, "one"), Path.Combine(_folder.FullName, "two")];
        foreach (var report in reports)
        {
            Assert.Equal(0, await SimulateAsync(scenario, "--report", report));
        }

        var files = Directory.GetFiles(reports[0], "*", SearchOption.AllDirectories);
        Assert.Equal(6, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(reports[1], Path.GetRelativePath(reports[0], file)))));
    }

    [Fact]
    public async Task Simulate_ExpectationNotMet_Returns1AndSaysWhichWithItsSeed()
    {
        Assert.Equal(1, await SimulateAsync(Write("busy.yaml", Busy.Replace("outcome: busy", "outcome: completed", StringComparison.Ordinal)), "--seed", "17"));

        Assert.Contains("Busy, seed 17, call 'busy':", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("outcome: expected completed, was busy (486 Busy Here (Q.850 cause 17))", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_WrongFile_Returns2AndSaysWhere()
    {
        var file = Write("wrong.yaml", "name: n\ncalls: [{ persona: bsy }]");

        Assert.Equal(2, await SimulateAsync(file));
        Assert.Equal($"{file}(2,20): 'persona' is 'bsy'; did you mean 'busy'?", _error.ToString().Trim());
    }

    [Theory]
    [InlineData("name: n\ncalls: [{ number: '+15551230001' }]", "", "has no persona and needs --trunk sip:host:port")]
    [InlineData("name: n\ncalls: [{ persona: busy, network: 3g }]", "--real-time", "has a 'network', which can be simulated in virtual time only")]
    public async Task Simulate_CallThatCannotBeMade_Returns2(string text, string option, string error)
    {
        Assert.Equal(2, await SimulateAsync([Write("call.yaml", text), .. option.Length > 0 ? [option] : Array.Empty<string>()]));
        Assert.Contains(error, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_FolderWithoutScenarios_Returns2()
    {
        Assert.Equal(2, await SimulateAsync(_folder.FullName));
        Assert.Contains("there are no *.yaml files", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_SameNameTwice_Returns2()
    {
        Assert.Equal(2, await SimulateAsync(Write("one.yaml", Busy), Write("two.yaml", Busy)));
        Assert.Contains("2 scenarios are named 'Busy'", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--repeat", "0")]
    [InlineData("--trunk", "127.0.0.1")]
    [InlineData("--trunk", "sip:127.0.0.1")]
    public void Parse_WrongOption_IsAnError(string option, string value) =>
        Assert.NotEmpty(SimulateCommand.Create().Parse(["file.yaml", option, value]).Errors);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> SimulateAsync(params string[] arguments) =>
        SimulateCommand.Create().Parse(arguments).InvokeAsync(new() { Output = _output, Error = _error }, TestContext.Current.CancellationToken);
}
