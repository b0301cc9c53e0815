using Parley.Agents;

namespace Parley.Server.Sessions;

/// <summary>What happened in the latest sessions of this process, kept in memory for <c>GET /v1/agents/{agent}/sessions/{id}/events</c>.</summary>
internal sealed class SessionTimelines
{
    /// <summary>The most sessions kept; then the oldest goes.</summary>
    public const int MostSessions = 1000;

    /// <summary>The most events kept of one session; later ones are not.</summary>
    public const int MostEvents = 5000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<AgentEvent>> _sessions = [];
    private readonly Queue<Guid> _order = new();

    /// <summary>Takes note of an event.</summary>
    public void Add(Guid sessionId, AgentEvent occurred)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(sessionId, out var timeline))
            {
                _sessions[sessionId] = timeline = [];
                _order.Enqueue(sessionId);
                if (_order.Count > MostSessions)
                {
                    _sessions.Remove(_order.Dequeue());
                }
            }

            if (timeline.Count < MostEvents)
            {
                timeline.Add(occurred);
            }
        }
    }

    /// <summary>The events of a session so far, in order; empty when none are kept.</summary>
    public IReadOnlyList<AgentEvent> Get(Guid sessionId)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(sessionId, out var timeline) ? [.. timeline] : [];
        }
    }
}
