namespace Parley.Agents;

/// <summary>Voice begins a turn. Into the agent's own turn it only may: words make it sure, or its length where nobody writes words down.</summary>
public sealed record StartByVoice : ITurnStart
{
    /// <summary>Whether voice is always enough, so that a cough throws away what the agent was saying.</summary>
    public bool IsAlwaysSure { get; init; }

    /// <summary>So much speech is no cough, where there is no recogniser.</summary>
    public TimeSpan SureWithoutWords { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public TurnStart Judge(in TurnMoment moment) => moment switch
    {
        { HasVoice: false } => TurnStart.No,
        { IsAgentsTurn: false } => TurnStart.Yes,
        { HasRecogniser: false } when moment.Speech >= SureWithoutWords => TurnStart.Yes,
        _ => IsAlwaysSure ? TurnStart.Yes : TurnStart.Perhaps,
    };
}
