namespace Parley.Agents;

/// <summary>
/// Somebody entered the room. For a call leg this comes when it is answered, immediately before <see cref="DialoutAnswered"/>.
/// </summary>
/// <param name="Participant">Who.</param>
public sealed record ParticipantJoined(Participant Participant) : AgentEvent;

/// <summary>Somebody left the room. For a call leg this comes immediately after <see cref="DialoutStopped"/>.</summary>
/// <param name="Participant">Who.</param>
/// <param name="Reason"><c>leftCall</c> or <c>hidden</c>.</param>
public sealed record ParticipantLeft(Participant Participant, string Reason = ParticipantLeft.LeftCall) : AgentEvent
{
    /// <summary>The reason of nearly all: gone.</summary>
    public const string LeftCall = "leftCall";
}

/// <summary>Something about a participant has changed: its permissions.</summary>
/// <param name="Participant">As it is now.</param>
public sealed record ParticipantUpdated(Participant Participant) : AgentEvent;
