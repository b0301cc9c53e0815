using Parley.Simulation.Yaml;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>What the agent has to have said, judged by what was really played.</summary>
/// <param name="Patterns">Each of them has to be in it.</param>
public sealed record AgentSaid(params IReadOnlyList<TextPattern> Patterns) : Expectation("said")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => SpokenText.Judge(this.Result, facts.AgentTurns, Patterns, []);
}

/// <summary>What the agent must not have said.</summary>
/// <param name="Patterns">None of them may be in it.</param>
public sealed record AgentNotSaid(params IReadOnlyList<TextPattern> Patterns) : Expectation("not-said")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => SpokenText.Judge(this.Result, facts.AgentTurns, [], Patterns);
}

/// <summary>For how long the far end heard the agent in all.</summary>
/// <param name="Bounds">How long it has to be.</param>
public sealed record HeardByFarEnd(DurationBounds Bounds) : Expectation("heard-by-far-end")
{
    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var actual = facts.HeardBetween(TimeSpan.Zero, TimeSpan.MaxValue);
        return Result(Bounds.Contains(actual), $"{Bounds} of sound at the far end", $"was {DurationText.Of(actual)}");
    }
}

/// <summary>What happens before a machine's beep is over, or after it.</summary>
/// <param name="Side">Before or after.</param>
public sealed record AroundBeep(BeepSide Side) : Expectation(Side is BeepSide.Before ? "before-beep" : "after-beep")
{
    /// <summary>What the agent has to say there.</summary>
    public IReadOnlyList<TextPattern> Said { get; init; } = [];

    /// <summary>What it must not say there.</summary>
    public IReadOnlyList<TextPattern> NotSaid { get; init; } = [];

    /// <summary>For how long the far end has to hear it there; <see langword="null"/> when that does not matter.</summary>
    public DurationBounds? Heard { get; init; }

    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        if (facts.Beep is not { End: var end })
        {
            return Result(false, "a beep", "there was none");
        }

        var isBefore = Side is BeepSide.Before;
        var heard = isBefore ? facts.HeardBetween(TimeSpan.Zero, end) : facts.HeardBetween(end, TimeSpan.MaxValue);
        var isWithin = !(Heard is { } bounds) || bounds.Contains(heard);
        return !isWithin || (Said.Count == 0 && NotSaid.Count == 0)
            ? Result(isWithin, Heard?.Most == TimeSpan.Zero ? "silence" : $"{Heard} of sound at the far end", $"was {DurationText.Of(heard)}")
            : SpokenText.Judge(this.Result, [.. facts.AgentTurns.Where(turn => turn.Start < end == isBefore)], Said, NotSaid);
    }
}

/// <summary>A side of a machine's beep.</summary>
public enum BeepSide
{
    /// <summary>From the answer to the end of the beep.</summary>
    Before,

    /// <summary>From the end of the beep on.</summary>
    After,
}
