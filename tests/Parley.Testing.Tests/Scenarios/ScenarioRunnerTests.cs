using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Tests.Scenarios;

public sealed class ScenarioRunnerTests
{
    [Fact]
    public async Task RunAsync_Repeated_TakesSeedsInARowAndNamesTheOneThatFails()
    {
        var scenario = new Scenario("one", [new("call") { Expectations = [new NoErrors()] }]) { Seed = 5 };
        var told = new List<int>();

        var runs = await new ScenarioRunner(new Runner(seed => new TestCall { Error = seed == 6 ? "broke" : null }.Record())) { Repeat = 3 }
            .RunAsync([scenario], run => told.Add(run.Seed), TestContext.Current.CancellationToken);

        Assert.Equal([(5, true), (6, false), (7, true)], runs.Select(run => (run.Seed, run.IsPassed)));
        Assert.Equal([5, 6, 7], told.Order());
        Assert.All(runs, run => Assert.Null(run.Calls[0].Record));
    }

    [Fact]
    public async Task RunAsync_SeedGiven_OverridesTheScenarios()
    {
        var runs = await new ScenarioRunner(new Runner(_ => new TestCall().Record())) { Seed = 40 }
            .RunAsync([new("one", [new("call")]), new("two", [new("call")])], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([("one", 40), ("two", 40)], runs.Select(run => (run.Scenario.Name, run.Seed)));
    }

    [Fact]
    public async Task RunAsync_WorldBreaks_FailsThatRunOnly()
    {
        var runs = await new ScenarioRunner(new Runner(seed => seed == 2 ? throw new InvalidOperationException("bang") : new TestCall().Record())) { Repeat = 2 }
            .RunAsync([new("one", [new("call")])], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([null, "InvalidOperationException: bang"], runs.Select(run => run.Error));
        Assert.Equal([true, false], runs.Select(run => run.IsPassed));
    }

    [Fact]
    public void Of_CallWithoutPersona_SkipsWhatOnlyAPersonaCanTell()
    {
        var result = CallResult.Of(new("call") { Expectations = [new KeysToFarEnd("1"), new OutcomeIs(CallEnding.Completed)] }, new TestCall().Record());

        Assert.Equal([ExpectationStatus.Skipped, ExpectationStatus.Passed], result.Results.Select(r => r.Status));
        Assert.True(result.IsPassed);
    }

    private sealed class Runner(Func<int, CallRecord> make) : ICallRunner
    {
        public bool RunsBesideOthers => true;

        public Task<IReadOnlyList<CallRecord>> RunAsync(IReadOnlyList<ScenarioCall> calls, int seed, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CallRecord>>([.. calls.Select(_ => make(seed))]);
    }
}
