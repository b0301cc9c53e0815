using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Agents;

namespace Parley.Simulation.Carrier;

/// <summary>Hands the events of all calls to whoever watches. Few and small, so no watcher loses any.</summary>
internal sealed class CallFeed
{
    private readonly Lock _gate = new();
    private readonly List<Channel<SimulatedCallEvent>> _watchers = [];
    private bool _completed;

    /// <summary>Tells all watchers.</summary>
    public void Publish(SimulatedCallEvent occurred)
    {
        lock (_gate)
        {
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(occurred));
        }
    }

    /// <summary>Watches from this call on.</summary>
    public IAsyncEnumerable<SimulatedCallEvent> WatchAsync(CancellationToken cancellationToken)
    {
        var watcher = Channel.CreateUnbounded<SimulatedCallEvent>();
        lock (_gate)
        {
            if (_completed)
            {
                watcher.Writer.Complete();
            }
            else
            {
                _watchers.Add(watcher);
            }
        }

        return ReadAsync(watcher, cancellationToken);
    }

    /// <summary>Ends all watching.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
        }
    }

    private async IAsyncEnumerable<SimulatedCallEvent> ReadAsync(
        Channel<SimulatedCallEvent> watcher, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var occurred in watcher.Reader.DrainAsync(cancellationToken))
            {
                yield return occurred;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(watcher);
            }
        }
    }
}
