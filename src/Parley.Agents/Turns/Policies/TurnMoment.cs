namespace Parley.Agents;

/// <summary>What is known of a turn of the other side at one moment: all that a policy of turns judges by.</summary>
public readonly record struct TurnMoment
{
    /// <summary>Whether voice activity was found; <see langword="false"/> for a turn that was begun from outside and is silent so far.</summary>
    public bool HasVoice { get; init; }

    /// <summary>How much of the turn was speech.</summary>
    public TimeSpan Speech { get; init; }

    /// <summary>How long it has been quiet since; zero while there is speech.</summary>
    public TimeSpan Silence { get; init; }

    /// <summary>How long a tick is: what <see cref="Silence"/> grows by.</summary>
    public TimeSpan Tick { get; init; }

    /// <summary>The words so far: those that will stay, and those that the recogniser still thinks about.</summary>
    public string Words { get; init; }

    /// <summary>Whether there are words and none of them will change any more.</summary>
    public bool AreWordsFinal { get; init; }

    /// <summary>Whether words will come at all.</summary>
    public bool HasRecogniser { get; init; }

    /// <summary>Whether the agent has its turn: it speaks, thinks of what to say, or was made to wait by this very turn.</summary>
    public bool IsAgentsTurn { get; init; }

    /// <summary>How much of what the agent says is still to be played; <see langword="null"/> when that is not known yet.</summary>
    public TimeSpan? AgentRest { get; init; }

    /// <summary>Whether <see cref="Conversation.StartUserTurn"/> was called.</summary>
    public bool IsStartDemanded { get; init; }

    /// <summary>Whether <see cref="Conversation.StopUserTurn"/> was called since.</summary>
    public bool IsStopDemanded { get; init; }

    /// <summary>The sound of late: as much as the policies asked for.</summary>
    public ITurnSound? Sound { get; init; }

    /// <summary>Whether a pause has just become so long: true in one moment of each pause, for what is to be asked once.</summary>
    public bool HasPausedFor(TimeSpan pause) => Silence >= pause && Silence - Tick < pause;
}
