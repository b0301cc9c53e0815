namespace Parley.Testing.Scenarios;

/// <summary>What became of one run of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Seed">What the run drew from: the same seed runs the same again.</param>
/// <param name="Calls">What became of its calls.</param>
public sealed record ScenarioResult(Scenario Scenario, int Seed, IReadOnlyList<CallResult> Calls)
{
    /// <summary>Why the run itself failed; <see langword="null"/> when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Whether all expectations of all calls were met.</summary>
    public bool IsPassed => Error is null && Calls.All(call => call.IsPassed);

    /// <summary>The same without the records of the calls, which are large.</summary>
    public ScenarioResult WithoutRecords() => this with { Calls = [.. Calls.Select(call => call with { Record = null })] };
}
