namespace Parley.Agents;

/// <summary>Says when the agent does not listen: what is said then is neither a turn nor written down. Of several, one is enough.</summary>
public interface IMute
{
    /// <summary>Judges, with every tick.</summary>
    bool IsMuted(in MuteMoment moment);
}

/// <summary>What a mute judges by.</summary>
public readonly record struct MuteMoment
{
    /// <summary>Whether the agent is heard, or was made to wait in the middle.</summary>
    public bool AgentSpeaks { get; init; }

    /// <summary>How many turns of the agent are over.</summary>
    public int AgentTurns { get; init; }

    /// <summary>Whether a tool of the model is at work.</summary>
    public bool ToolRuns { get; init; }
}
