using System.Threading.Channels;
using Parley.Agents.Tools;

namespace Parley.Agents;

/// <summary>Events as they come from the room, for what the session itself waits for: handlers may be busy, or be the ones that wait.</summary>
public abstract partial class AgentSession
{
    private readonly List<Channel<AgentEvent>> _watches = [];
    private readonly HashSet<string> _consultations = [];
    private bool _isOver;

    /// <summary>
    /// Whether a leg is that of somebody to whom a caller is being transferred, so that the handlers with which an agent takes up calls of its own leave it alone.
    /// </summary>
    public bool IsTransferLeg(string participantId)
    {
        lock (_gate)
        {
            return _consultations.Contains(participantId);
        }
    }

    internal void NoteTransferLeg(string participantId)
    {
        lock (_gate)
        {
            _consultations.Add(participantId);
        }
    }

    /// <summary>Follows the room from now on; ends with the session.</summary>
    internal EventWatch Watch()
    {
        var events = Channel.CreateUnbounded<AgentEvent>(new() { SingleReader = true });
        lock (_gate)
        {
            if (_isOver)
            {
                events.Writer.Complete();
            }

            _watches.Add(events);
        }

        return new(events.Reader, () => Forget(events));
    }

    private void Forget(Channel<AgentEvent> events)
    {
        lock (_gate)
        {
            _watches.Remove(events);
        }
    }

    private void Watched(AgentEvent occurred)
    {
        lock (_gate)
        {
            foreach (var watch in _watches)
            {
                watch.Writer.TryWrite(occurred);
            }
        }
    }

    private void EndWatches()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var watch in _watches)
            {
                watch.Writer.TryComplete();
            }
        }
    }

    /// <summary>Gives a key to whoever talks with that leg.</summary>
    /// <returns>What the session is told.</returns>
    private DtmfReceived TakeKey(DtmfReceived key)
    {
        var told = key;
        ForEachConversation(
            conversation => conversation.ParticipantId == key.SessionId,
            conversation => told = conversation.TakeKey(key.Tone) ? key with { Tone = "", IsSecret = true } : told);
        return told;
    }
}
