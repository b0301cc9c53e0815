using System.CommandLine;
using System.Net;
using Parley.Samples.Inbound;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Yaml;
using Parley.Testing;
using Parley.Testing.Reports;
using Parley.Testing.Scenarios;
using Spectre.Console;

namespace Parley.Cli.Simulation;

/// <summary><c>parley simulate</c>: runs scenarios against the bundled agents. Exit status 0 when all expectations were met, 1 when not, 2 when a file or an option is wrong.</summary>
internal static class SimulateCommand
{
    /// <summary>The exit status for a wrong file or option.</summary>
    public const int WrongUse = 2;

    private const int ExpectationFailed = 1;
    /// <summary>The bundled agents.</summary>
    internal static readonly string[] Agents = ["outbound", "inbound"];

    private sealed record Wishes(IReadOnlyList<string> Paths, bool RealTime, int? Seed, int Repeat, DirectoryInfo? Report, IPEndPoint? Trunk);

    public static Command Create()
    {
        var paths = new Argument<string[]>("scenarios") { Description = "Scenario files, or folders of them", Arity = ArgumentArity.OneOrMore };
        var realTime = new Option<bool>("--real-time") { Description = "Takes the time that the calls take, over UDP on this machine" };
        var seed = new Option<int?>("--seed") { Description = "What the first run draws from, whatever the file says" };
        var repeat = new Option<int>("--repeat") { Description = "How often each scenario runs, each time with the next seed", DefaultValueFactory = _ => 1 };
        var report = new Option<DirectoryInfo?>("--report") { Description = "Where junit.xml, index.html and a folder per call are written" };
        var trunk = new Option<string?>("--trunk") { Description = "A SIP peer, sip:host:port, for calls that name a number or an address; implies --real-time" };
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--repeat: expected a whole number from 1 on");
            }
        });
        trunk.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !TryParseTrunk(text, out _))
            {
                result.AddError($"--trunk: '{text}' is no SIP address of a peer; expected for example sip:127.0.0.1:5070");
            }
        });
        var command = new Command("simulate", "Runs scenarios: agents against personas, in virtual time.") { paths, realTime, seed, repeat, report, trunk };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () =>
            {
                var peer = TryParseTrunk(parsed.GetValue(trunk), out var reached) ? reached : null;
                var wishes = new Wishes(
                    parsed.GetRequiredValue(paths), parsed.GetValue(realTime) || peer is not null, parsed.GetValue(seed), parsed.GetRequiredValue(repeat), parsed.GetValue(report), peer);
                return RunAsync(wishes, parsed.InvocationConfiguration, cancellationToken);
            },
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(Wishes wishes, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        if (!TryLoad(wishes, out var scenarios, out var problems))
        {
            problems.ToList().ForEach(streams.Error.WriteLine);
            return WrongUse;
        }

        var calls = new PhoneNetworkCallRunner(AddAgents) { IsRealTime = wishes.RealTime, Trunk = wishes.Trunk };
        var folder = wishes.Report is { } report ? new ReportFolder(report.FullName) : null;
        var display = new SimulateDisplay(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(streams.Output) }), wishes.Repeat * scenarios.Count);
        var runner = new ScenarioRunner(calls) { Seed = wishes.Seed, Repeat = wishes.Repeat };
        var runs = await runner.RunAsync(
            scenarios,
            run =>
            {
                folder?.WriteRun(run);
                display.Tell(run);
            },
            cancellationToken);
        folder?.WriteSummary(runs);
        display.Show(runs);
        return runs.All(run => run.IsPassed) ? 0 : ExpectationFailed;
    }

    /// <summary>Adds them.</summary>
    internal static void AddAgents(PhoneNetworkBuilder network) => network.AddAgent<OutboundAgent>(Agents[0]).AddAgent<InboundAgent>(Agents[1]);

    /// <summary>Reads all files; all that is wrong in all of them is told at once.</summary>
    private static bool TryLoad(Wishes wishes, out IReadOnlyList<Scenario> scenarios, out IReadOnlyList<string> problems)
    {
        var (loaded, wrong) = (new List<Scenario>(), new List<string>());
        foreach (var path in wishes.Paths.SelectMany(path => FilesOf(path, wrong)))
        {
            try
            {
                var scenario = ScenarioFile.Load(path, Agents);
                wrong.AddRange(scenario.Calls.Select(call => WhyNot(call, wishes)).OfType<string>().Select(problem => $"{path}: {problem}"));
                loaded.Add(scenario);
            }
            catch (Exception exception) when (exception is YamlFileException or IOException or UnauthorizedAccessException)
            {
                wrong.Add(exception.Message);
            }
        }

        wrong.AddRange(loaded.GroupBy(scenario => scenario.Name).Where(same => same.Count() > 1).Select(same => $"{same.Count()} scenarios are named '{same.Key}'; their results could not be told apart"));
        (scenarios, problems) = (loaded, wrong);
        return wrong.Count == 0;
    }

    private static string[] FilesOf(string path, List<string> wrong)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            wrong.Add($"{path}: there are no *.yaml files in this folder");
        }

        return files;
    }

    /// <summary>Why a call cannot be made the way it is wanted.</summary>
    private static string? WhyNot(ScenarioCall call, Wishes wishes) => call switch
    {
        { Persona: null } when wishes.Trunk is null => $"the call '{call.Name}' has no persona and needs --trunk sip:host:port",
        { Network: not null } when wishes.RealTime => $"the call '{call.Name}' has a 'network', which can be simulated in virtual time only",
        _ => null,
    };

    private static bool TryParseTrunk(string? text, out IPEndPoint? trunk)
    {
        const string Scheme = "sip:";
        trunk = null;
        return text is not null
            && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && IPEndPoint.TryParse(text[Scheme.Length..].Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out trunk)
            && trunk.Port != 0;
    }
}
