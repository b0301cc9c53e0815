using System.Collections.Concurrent;

namespace Parley.Agents.Tests;

public sealed class WaitsTests
{
    [Fact]
    public async Task UntilAsync_TokenFires_ThrowsAndLeavesTheTaskAlone()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource<int>();

        var waiting = task.Task.UntilAsync(patience.Token);
        patience.Cancel();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(patience.Token, thrown.CancellationToken);
        Assert.False(task.Task.IsCompleted);
    }

    [Fact]
    public async Task UntilAsync_TaskEnds_ReturnsItsResult()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource<int>();

        var waiting = task.Task.UntilAsync(patience.Token);
        task.SetResult(7);

        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task UntilAsync_TaskFails_ThrowsItsException()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource();

        var waiting = task.Task.UntilAsync(patience.Token);
        task.SetException(new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
    }

    [Fact]
    public async Task FirstAsync_OneFails_Returns()
    {
        var (one, other) = (new TaskCompletionSource(), new TaskCompletionSource());

        var waiting = Waits.FirstAsync(one.Task, other.Task);
        Assert.False(waiting.IsCompleted);
        other.SetException(new InvalidOperationException("broken"));

        await waiting;
    }

    [Fact]
    public async Task AllAsync_OneIsCancelledAndOneFails_WaitsForAllAndThrowsTheFailure()
    {
        var last = new TaskCompletionSource();

        var waiting = Waits.AllAsync([Task.FromCanceled(new(true)), Task.FromException(new InvalidOperationException("broken")), last.Task]);
        Assert.False(waiting.IsCompleted);
        last.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
    }

    [Fact]
    public async Task AllAsync_OneIsCancelled_IsCancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Waits.AllAsync([Task.CompletedTask, Task.FromCanceled(new(true))]));

    [Fact]
    public void EveryWait_UnderASynchronisationContext_StaysOnItsThread()
    {
        using var loop = new OneThread();
        var thread = Environment.CurrentManagedThreadId;
        var seen = new List<int>();

        loop.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            async Task WaitAsync(Func<Task> wait)
            {
                await wait();
                seen.Add(Environment.CurrentManagedThreadId);
            }

            Task[] waits =
            [
                WaitAsync(() => slow.Task.UntilAsync(patience.Token)),
                WaitAsync(() => Waits.FirstAsync(slow.Task, new TaskCompletionSource().Task)),
                WaitAsync(() => Waits.AllAsync([slow.Task, Task.CompletedTask])),
            ];
            slow.SetResult();
            await Waits.AllAsync(waits);
            seen.Add(Environment.CurrentManagedThreadId);
        });

        Assert.Equal([thread, thread, thread, thread], seen);
        Assert.Equal(0, loop.Strangers);
    }

    /// <summary>Runs everything on the calling thread, and counts what was posted from another.</summary>
    private sealed class OneThread : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public int Strangers { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Strangers += Environment.CurrentManagedThreadId == _thread ? 0 : 1;
            _posted.Add((d, state));
        }

        public void Run(Func<Task> work)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                var running = work();
                while (!running.IsCompleted)
                {
                    Assert.True(_posted.TryTake(out var next, TimeSpan.FromSeconds(10)), "Nothing more was posted, but the work is not done.");
                    next.Callback(next.State);
                }

                running.GetAwaiter().GetResult();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public void Dispose() => _posted.Dispose();
    }
}
