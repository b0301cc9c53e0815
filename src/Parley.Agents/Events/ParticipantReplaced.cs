namespace Parley.Agents;

/// <summary>Somebody else speaks on a leg now: its far end was transferred by its own side (SIP Replaces). The leg and its participant stay.</summary>
/// <param name="SessionId">The leg.</param>
/// <param name="Party">The number or address of the one who is there now. Personal data.</param>
public sealed record ParticipantReplaced(string SessionId, string Party) : AgentEvent;
