using Parley.Cli.Simulation;
using Parley.Simulation.Personas;
using Parley.Testing.Scenarios;

namespace Parley.Cli.Tests.Simulation;

/// <summary>The scenarios of the repository, with the bundled agents, in virtual time.</summary>
public sealed class ShippedScenariosTests
{
    private static readonly string Folder = Path.Combine(Root(AppContext.BaseDirectory), "scenarios");
    private static readonly IReadOnlyList<Scenario> All = [.. Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).Select(path => ScenarioFile.Load(path, SimulateCommand.Agents))];

    [Fact]
    public async Task RunAsync_AllShippedScenarios_PassWithEachOfTwoSeeds()
    {
        var runs = await new ScenarioRunner(new PhoneNetworkCallRunner(SimulateCommand.AddAgents)) { Repeat = 2 }
            .RunAsync(All, cancellationToken: TestContext.Current.CancellationToken);

        var faults = runs.Where(run => run.Error is not null).Select(run => $"{run.Scenario.Name}, seed {run.Seed}: {run.Error}")
            .Concat(runs.SelectMany(run => run.Calls.SelectMany(call => call.Failures.Select(failure => $"{run.Scenario.Name}, seed {run.Seed}, {call.Call.Name}: {failure}"))));
        Assert.Empty(faults);
        Assert.Equal(2 * All.Count, runs.Count);
    }

    [Fact]
    public void Calls_OfShippedScenarios_MeetEveryShippedPersona() =>
        Assert.Empty(ShippedPersonas.All.Values.Except(All.SelectMany(scenario => scenario.Calls).Select(call => call.Persona).OfType<PersonaScript>()).Select(persona => persona.Name));

    [Fact]
    public void Calls_OfShippedScenarios_ExpectMoreThanNoErrors() =>
        Assert.All(All.SelectMany(scenario => scenario.Calls), call => Assert.True(call.Expectations.Count > 2, call.Name));

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "Parley.slnx")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
