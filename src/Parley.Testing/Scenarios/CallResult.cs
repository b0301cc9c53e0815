using Parley.Agents;
using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;
using Parley.Testing.Facts;

namespace Parley.Testing.Scenarios;

/// <summary>What became of a call of a scenario.</summary>
/// <param name="Call">The call.</param>
/// <param name="Results">What became of its expectations.</param>
public sealed record CallResult(ScenarioCall Call, IReadOnlyList<ExpectationResult> Results)
{
    /// <summary>All that is known of the call; let go of once it is written down.</summary>
    public CallRecord? Record { get; init; }

    /// <summary>Who was at the far end.</summary>
    public required string Persona { get; init; }

    /// <summary>How it ended; <see langword="null"/> when nothing was dialled.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>Who answered, by the last verdict.</summary>
    public AnsweredBy? AnsweredBy { get; init; }

    /// <summary>From the start of the session to its end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How long after the answer the far end first heard the agent.</summary>
    public TimeSpan? FirstWord { get; init; }

    /// <summary>The longest time that the far end waited for the agent's next words.</summary>
    public TimeSpan? SlowestResponse { get; init; }

    /// <summary>What was not met.</summary>
    public IEnumerable<ExpectationResult> Failures => Results.Where(result => result.IsFailure);

    /// <summary>Whether all was met that could be looked at.</summary>
    public bool IsPassed => !Failures.Any();

    /// <summary>Checks the expectations of a call.</summary>
    public static CallResult Of(ScenarioCall call, CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(record);
        var facts = new CallFacts(record, hasSimulatedFarEnd: call.Persona is not null);
        return new(call, [.. call.Expectations.Select(expectation => expectation.Check(facts))])
        {
            Record = record,
            Persona = record.Persona,
            Outcome = record.Outcome,
            AnsweredBy = facts.AnsweredBy,
            Duration = record.After(record.EndedAt),
            FirstWord = facts.FirstWord,
            SlowestResponse = facts.ResponseTimes is { Count: > 0 } times ? times.Max() : null,
        };
    }
}
