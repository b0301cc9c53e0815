using System.Threading.Channels;

namespace Parley.Telephony.Signalling;

/// <summary>
/// Waits, again and again, until one of several tasks has ended, well or badly. Each task is followed once, however often it is waited for, and all
/// that stays with the ambient scheduler. For one waiter.
/// </summary>
internal sealed class FirstEnding
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _followed = [];

    // Marks do not add up: one is enough to look at the tasks again.
    private readonly Channel<bool> _marks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Waits until one of them has ended; at once when one has.</summary>
    public async ValueTask OfAsync(params Task[] tasks)
    {
        while (!Array.Exists(tasks, task => task.IsCompleted))
        {
            Array.ForEach(tasks, Follow);
            await _marks.Reader.ReadAsync();
        }
    }

    private void Follow(Task task)
    {
        lock (_gate)
        {
            if (!_followed.Add(task))
            {
                return;
            }
        }

        _ = FollowAsync(task);
    }

    private async Task FollowAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Whoever waits looks at the task itself.
        }

        lock (_gate)
        {
            _followed.Remove(task);
        }

        _marks.Writer.TryWrite(true);
    }
}
