namespace Parley.Agents;

/// <summary>The agent does not listen while it speaks.</summary>
public sealed record MuteWhileAgentSpeaks : IMute
{
    /// <inheritdoc/>
    public bool IsMuted(in MuteMoment moment) => moment.AgentSpeaks;
}

/// <summary>The agent does not listen while it speaks its first turn; before, it does.</summary>
public sealed record MuteFirstSpeech : IMute
{
    /// <inheritdoc/>
    public bool IsMuted(in MuteMoment moment) => moment is { AgentTurns: 0, AgentSpeaks: true };
}

/// <summary>The agent does not listen before its first turn is over.</summary>
public sealed record MuteUntilFirstTurn : IMute
{
    /// <inheritdoc/>
    public bool IsMuted(in MuteMoment moment) => moment.AgentTurns == 0;
}

/// <summary>The agent does not listen while a tool of its model is at work.</summary>
public sealed record MuteDuringTools : IMute
{
    /// <inheritdoc/>
    public bool IsMuted(in MuteMoment moment) => moment.ToolRuns;
}
