using Parley.Agents;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions;

/// <summary>Lets a program that hosts the sessions itself see everything of them, at once and in order. Whoever listens neither waits nor throws.</summary>
internal sealed class SessionWatch
{
    /// <summary>An event of a session, as its agent has it.</summary>
    public event Action<Guid, AgentEvent>? Happened;

    /// <summary>The facts of a call leg of a session that is over.</summary>
    public event Action<Guid, CallOutcome>? LegEnded;

    /// <summary>A session has unwound, and its end is written.</summary>
    public event Action<Guid, SessionEnd>? Ended;

    public void Tell(Guid sessionId, AgentEvent occurred) => Happened?.Invoke(sessionId, occurred);

    public void Tell(Guid sessionId, CallOutcome outcome) => LegEnded?.Invoke(sessionId, outcome);

    public void Tell(Guid sessionId, SessionEnd end) => Ended?.Invoke(sessionId, end);
}
