using Parley.Agents;
using Parley.Simulation.Yaml;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>Who the agent's side found to have answered, in the end.</summary>
/// <param name="Answers">The answers of which one has to be.</param>
public sealed record AnsweredByIs(params IReadOnlyList<AnsweredBy> Answers) : Expectation("answered-by")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(
        facts.AnsweredBy is { } actual && Answers.Contains(actual),
        string.Join(" or ", Answers.Select(Word)),
        facts.AnsweredBy is null ? "no verdict was reached" : $"was {Word(facts.AnsweredBy)}");
}

/// <summary>How soon after the answer it was known for good who answered.</summary>
/// <param name="Longest">The longest time.</param>
public sealed record VerdictWithin(TimeSpan Longest) : Expectation("verdict-within")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(
        facts.VerdictAfterAnswer <= Longest,
        $"a verdict within {DurationText.Of(Longest)} of the answer",
        facts.VerdictAfterAnswer is { } actual ? $"it took {DurationText.Of(actual)}" : "no verdict was reached");
}
