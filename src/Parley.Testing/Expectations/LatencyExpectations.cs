using Parley.Simulation.Yaml;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>How soon after the answer the far end hears the agent.</summary>
/// <param name="Longest">The longest time.</param>
public sealed record FirstWordWithin(TimeSpan Longest) : Expectation("first-word-within")
{
    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(
        facts.FirstWord <= Longest,
        $"to hear the agent within {DurationText.Of(Longest)} of the answer",
        facts.FirstWord is { } actual ? $"it took {DurationText.Of(actual)}" : "it was never heard");
}

/// <summary>How soon the far end hears the agent each time that it has stopped speaking and the agent speaks next.</summary>
/// <param name="Longest">The longest time.</param>
public sealed record ResponseWithin(TimeSpan Longest) : Expectation("response-within")
{
    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(
        facts.ResponseTimes is { Count: > 0 } times && times.Max() <= Longest,
        $"every response within {DurationText.Of(Longest)}",
        facts.ResponseTimes is { Count: > 0 } actual ? $"they took {string.Join(", ", actual.Select(DurationText.Of))}" : "there was none");
}

/// <summary>How soon the agent is silent each time that it is interrupted.</summary>
/// <param name="Longest">The longest time, from the moment when both can be heard to silence where the far end hears it.</param>
public sealed record BargeInWithin(TimeSpan Longest) : Expectation("barge-in-within")
{
    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(
        facts.BargeIns is { Count: > 0 } times && times.Max() <= Longest,
        $"silence within {DurationText.Of(Longest)} of every interruption",
        facts.BargeIns is { Count: > 0 } actual ? $"it took {string.Join(", ", actual.Select(DurationText.Of))}" : "the agent was not interrupted");
}
