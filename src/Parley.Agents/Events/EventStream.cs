using System.Threading.Channels;

namespace Parley.Agents;

/// <summary>Gives every follower the events from the moment it began to follow.</summary>
internal sealed class EventStream : IAsyncEnumerable<AgentEvent>
{
    private readonly Lock _gate = new();
    private readonly List<Channel<AgentEvent>> _followers = [];
    private bool _completed;

    public void Publish(AgentEvent occurred)
    {
        lock (_gate)
        {
            foreach (var follower in _followers)
            {
                follower.Writer.TryWrite(occurred);
            }
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            foreach (var follower in _followers)
            {
                follower.Writer.TryComplete();
            }
        }
    }

    public IAsyncEnumerator<AgentEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var follower = Channel.CreateUnbounded<AgentEvent>(new() { SingleReader = true });
        lock (_gate)
        {
            _followers.Add(follower);
            if (_completed)
            {
                follower.Writer.TryComplete();
            }
        }

        return FollowAsync(follower, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private async IAsyncEnumerable<AgentEvent> FollowAsync(
        Channel<AgentEvent> follower, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var occurred in follower.Reader.DrainAsync(cancellationToken))
            {
                yield return occurred;
            }
        }
        finally
        {
            lock (_gate)
            {
                _followers.Remove(follower);
            }
        }
    }
}
