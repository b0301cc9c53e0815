namespace Parley.Agents;

/// <summary>How turns are taken. Policies are small: write one's own in a few lines, or put several together.</summary>
public sealed record TurnOptions
{
    /// <summary>What begins a turn of the other side, and interrupts the agent.</summary>
    public IReadOnlyList<ITurnStart> Start { get; init; } = [new StartByVoice(), new StartByTranscript()];

    /// <summary>What ends it; when empty, the silence of <see cref="VoiceActivityOptions.TurnSilence"/>.</summary>
    public IReadOnlyList<ITurnStop> Stop { get; init; } = [];

    /// <summary>When the agent does not listen.</summary>
    public IReadOnlyList<IMute> Mute { get; init; } = [];

    /// <summary>After so much silence a turn is over whatever the policies say.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What may be nothing is over after so much silence, so that the agent goes on soon.</summary>
    public TimeSpan DoubtfulSilence { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// How long the agent stays silent for the words of what may be nothing. Should they come later, and be more than nothing, they interrupt it then.
    /// </summary>
    public TimeSpan LongestDoubt { get; init; } = TimeSpan.FromSeconds(2);
}
