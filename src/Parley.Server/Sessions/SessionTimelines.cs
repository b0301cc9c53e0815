using Parley.Agents;

namespace Parley.Server.Sessions;

/// <summary>What happened in the latest sessions of this process, kept in memory for <c>GET /v1/agents/{agent}/sessions/{id}/events</c>.</summary>
internal sealed class SessionTimelines
{
    /// <summary>The most sessions kept; then the oldest goes.</summary>
    public const int MostSessions = 1000;

    /// <summary>The most events kept of one session; later ones are not, save those that end something.</summary>
    public const int MostEvents = 5000;

    /// <summary>The most events kept at all, some 50 MB; then the oldest session goes, but never the last one.</summary>
    public const int MostEventsInAll = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<AgentEvent>> _sessions = [];
    private readonly Queue<Guid> _order = new();
    private int _count;

    /// <summary>Takes note of an event.</summary>
    public void Add(Guid sessionId, AgentEvent occurred)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(sessionId, out var timeline))
            {
                _sessions[sessionId] = timeline = [];
                _order.Enqueue(sessionId);
            }

            if (timeline.Count < MostEvents || occurred is CallStateUpdated or DialoutStopped or DialoutError or DialinStopped or DialinError)
            {
                timeline.Add(occurred);
                _count++;
            }

            while (_order.Count > MostSessions || (_count > MostEventsInAll && _order.Count > 1))
            {
                _sessions.Remove(_order.Dequeue(), out var oldest);
                _count -= oldest!.Count;
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
