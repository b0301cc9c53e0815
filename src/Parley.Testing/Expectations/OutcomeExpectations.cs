using Parley.Simulation.Yaml;
using Parley.Telephony.Outcomes;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>How the call ended.</summary>
/// <param name="Endings">The endings of which one has to be.</param>
public sealed record OutcomeIs(params IReadOnlyList<CallEnding> Endings) : Expectation("outcome")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var outcome = facts.Call.Outcome;
        var words = outcome is null ? "nothing was dialled" : $"was {Word(outcome.Ending)}{(outcome.Error is { } error ? $" ({error})" : "")}";
        return Result(outcome is not null && Endings.Contains(outcome.Ending), string.Join(" or ", Endings.Select(Word)), words);
    }
}

/// <summary>How far the call got.</summary>
/// <param name="Stage">The last stage.</param>
public sealed record StageIs(CallStage Stage) : Expectation("stage")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.Call.Outcome?.Stage == Stage, Word(Stage), $"was {Word(facts.Call.Outcome?.Stage)}");
}

/// <summary>The final SIP status.</summary>
/// <param name="Status">200 for a call that was answered.</param>
public sealed record SipStatusIs(int Status) : Expectation("sip-status")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.Call.Outcome?.SipStatus == Status, Word(Status), $"was {Word(facts.Call.Outcome?.SipStatus)}");
}

/// <summary>The Q.850 cause.</summary>
/// <param name="Cause">Given by the far end, or derived from the status.</param>
public sealed record CauseIs(int Cause) : Expectation("cause")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.Call.Outcome?.Cause == Cause, Word(Cause), $"was {Word(facts.Call.Outcome?.Cause)}");
}

/// <summary>Whether it rang at the far end.</summary>
/// <param name="Rang">Whether it has to.</param>
public sealed record RangIs(bool Rang) : Expectation("rang")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.Call.Outcome?.Rang == Rang, Word(Rang), $"was {Word(facts.Call.Outcome?.Rang)}");
}

/// <summary>Whether another attempt makes sense by itself.</summary>
/// <param name="IsRetryable">What has to be advised.</param>
public sealed record RetryableIs(bool IsRetryable) : Expectation("retryable")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.Call.Outcome?.IsRetryable == IsRetryable, Word(IsRetryable), $"was {Word(facts.Call.Outcome?.IsRetryable)}");
}

/// <summary>Who ended the call.</summary>
/// <param name="Party">Who has to.</param>
public sealed record HungUpBy(CallParty Party) : Expectation("hung-up-by")
{
    /// <summary>The parties as scenario files write them.</summary>
    public static IReadOnlyDictionary<string, CallParty> Words { get; } = new Dictionary<string, CallParty>
    {
        ["agent"] = CallParty.Us,
        ["far-end"] = CallParty.FarEnd,
        ["network"] = CallParty.Network,
        ["nobody"] = CallParty.None,
    };

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var actual = facts.Call.Outcome?.HungUpBy;
        return Result(actual == Party, NameOf(Party), actual is { } party ? $"was {NameOf(party)}" : "nothing was dialled");
    }

    private static string NameOf(CallParty party) => Words.First(word => word.Value == party).Key;
}

/// <summary>How long the call was answered.</summary>
/// <param name="Bounds">How long it has to be.</param>
public sealed record TalkTime(DurationBounds Bounds) : Expectation("talk-time")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var actual = facts.Call.Outcome?.TalkTime ?? TimeSpan.Zero;
        return Result(Bounds.Contains(actual), $"{Bounds}", $"was {DurationText.Of(actual)}");
    }
}
