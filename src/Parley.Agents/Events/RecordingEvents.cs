namespace Parley.Agents;

/// <summary>
/// The other side has been told that it is recorded, or has answered when it was asked. Kept with the session even where the words before it are not, as proof.
/// </summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="IsGiven">Whether the call may be recorded.</param>
/// <param name="Text">What it was told or asked.</param>
public sealed record RecordingConsentTaken(string? ParticipantId, bool IsGiven, string Text) : ConversationEvent(ParticipantId)
{
    /// <summary>What it answered; <see langword="null"/> when it was only told.</summary>
    public string? Answer { get; init; }
}

/// <summary>The recording of a leg is paused: silence goes into it, and neither words nor keys are written down, until <see cref="RecordingResumed"/>.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record RecordingPaused(string SessionId) : AgentEvent;

/// <summary>The recording of a leg goes on.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record RecordingResumed(string SessionId) : AgentEvent;
