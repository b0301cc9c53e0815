namespace Parley.Testing.Scenarios;

/// <summary>Runs scenarios, each as often as is wanted, every run with a seed of its own; on all cores where runs are apart from each other.</summary>
/// <param name="runner">Where the calls are made.</param>
public sealed class ScenarioRunner(ICallRunner runner)
{
    /// <summary>What the first run draws from, whatever the scenario says.</summary>
    public int? Seed { get; init; }

    /// <summary>How often each scenario runs; the seeds are the first one and those that follow it.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Runs scenarios.</summary>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="report">Is told of each run once it is over: one at a time, not in order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The runs in the order of scenarios and seeds, without the records of their calls.</returns>
    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        IReadOnlyList<Scenario> scenarios, Action<ScenarioResult>? report = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        var runs = scenarios
            .SelectMany(scenario => Enumerable.Range(Seed ?? scenario.Seed, Repeat), (scenario, seed) => (Scenario: scenario, Seed: seed))
            .Select((run, index) => (run.Scenario, run.Seed, Index: index))
            .ToList();
        var results = new ScenarioResult[runs.Count];
        var reporting = new Lock();
        var atOnce = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = runner.RunsBesideOthers ? Environment.ProcessorCount : 1 };
        await Parallel.ForEachAsync(runs, atOnce, async (run, ct) =>
        {
            var result = await RunAsync(run.Scenario, run.Seed, ct);
            lock (reporting)
            {
                report?.Invoke(result);
            }

            results[run.Index] = result.WithoutRecords();
        });
        return results;
    }

    private async Task<ScenarioResult> RunAsync(Scenario scenario, int seed, CancellationToken cancellationToken)
    {
        try
        {
            var records = await runner.RunAsync(scenario.Calls, seed, cancellationToken);
            return new(scenario, seed, [.. scenario.Calls.Zip(records, CallResult.Of)]);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(scenario, seed, []) { Error = $"{trouble.GetType().Name}: {trouble.Message}" }; // One broken world does not end the others.
        }
    }
}
