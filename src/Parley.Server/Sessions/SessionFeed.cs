using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Agents;

namespace Parley.Server.Sessions;

/// <summary>Something that happened in one session of this process.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Agent">Its agent's name.</param>
/// <param name="Occurred">What happened; <see langword="null"/> as the last of a session: it is over.</param>
public sealed record SessionEvent(Guid SessionId, string Agent, AgentEvent? Occurred);

/// <summary>What happens in all sessions of this process, live, for a console or a dashboard. A slow reader misses the oldest events, never holds a call up.</summary>
public sealed class SessionFeed
{
    private const int MostWaiting = 4096;
    private readonly Lock _gate = new();
    private readonly List<Channel<SessionEvent>> _readers = [];

    /// <summary>How many follow now.</summary>
    internal int Readers
    {
        get
        {
            lock (_gate)
            {
                return _readers.Count;
            }
        }
    }

    /// <summary>Follows everything from now on, until cancelled. The subscription begins with the call, not with the first step of the enumeration.</summary>
    public IAsyncEnumerable<SessionEvent> ReadAllAsync(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<SessionEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _readers.Add(channel);
        }

        cancellationToken.UnsafeRegister(_ => Remove(channel), null);   // Also of one that is never enumerated.
        return FollowAsync(channel, cancellationToken);
    }

    internal void Publish(SessionEvent happened)
    {
        lock (_gate)
        {
            _readers.ForEach(reader => reader.Writer.TryWrite(happened));
        }
    }

    internal void Complete(Guid sessionId, string agent) => Publish(new SessionEvent(sessionId, agent, null));

    private void Remove(Channel<SessionEvent> reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }
    }

    private async IAsyncEnumerable<SessionEvent> FollowAsync(Channel<SessionEvent> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in channel.Reader.DrainAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            Remove(channel);
        }
    }
}
