namespace Parley.Agents;

/// <summary>When somebody counts as speaking, and when a turn is over.</summary>
public sealed record VoiceActivityOptions
{
    /// <summary>How much speech makes a start, and interrupts the bot.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How much silence ends a turn.</summary>
    public TimeSpan TurnSilence { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>The longest turn: somebody who speaks on is answered all the same.</summary>
    public TimeSpan MaxTurn { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How much of the sound before the start was noticed is given to the recogniser; more than <see cref="Start"/>, to keep the first
    /// syllable.
    /// </summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromMilliseconds(400);
}
