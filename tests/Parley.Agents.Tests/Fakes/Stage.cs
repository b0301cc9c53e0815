using System.Collections.Concurrent;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Runs everything that is awaited on the test's own thread, in order, so that a test knows when all has settled.</summary>
internal sealed class Stage : SynchronizationContext, IDisposable
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly SynchronizationContext? _before = Current;

    public Stage() => SetSynchronizationContext(this);

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here may block.");

    /// <summary>Runs what is due until nothing is.</summary>
    public void Settle()
    {
        while (_queue.TryDequeue(out var work))
        {
            work.Callback(work.State);
        }
    }

    /// <summary>Runs what is due and gives the task's result, which must be there by then.</summary>
    public T Settle<T>(Task<T> task)
    {
        Settle();
        Assert.True(task.IsCompleted, "The task has not completed.");
        return task.GetAwaiter().GetResult();
    }

    public void Dispose() => SetSynchronizationContext(_before);
}
