using Microsoft.Extensions.Time.Testing;

namespace Parley.Sip.Tests.Fakes;

/// <summary>
/// Runs a story on one thread in virtual time: whatever is ready runs, then the clock moves on by a step, until the story ends. The
/// same seed gives the same run.
/// </summary>
internal sealed class VirtualWorld : SynchronizationContext
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeSpan Elapsed => Time.GetUtcNow() - Time.Start;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Enqueue((d, state));
        }
    }

    /// <summary>Runs a story; fails when it has not ended after that much virtual time.</summary>
    public static void Run(Func<VirtualWorld, Task> story, TimeSpan? limit = null)
    {
        var world = new VirtualWorld();
        var before = Current;
        SetSynchronizationContext(world);
        try
        {
            var task = story(world);
            world.RunUntil(task, limit ?? TimeSpan.FromMinutes(10));
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Lets virtual time pass.</summary>
    public Task Wait(TimeSpan time) => Task.Delay(time, Time);

    private void RunUntil(Task task, TimeSpan limit)
    {
        while (true)
        {
            RunReady();
            if (task.IsCompleted)
            {
                return;
            }

            Assert.True(Elapsed < limit, $"The story has not ended after {limit} of virtual time.");
            Time.Advance(Step);
        }
    }

    private void RunReady()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (_ready)
            {
                if (!_ready.TryDequeue(out next))
                {
                    return;
                }
            }

            next.Callback(next.State);
        }
    }
}
