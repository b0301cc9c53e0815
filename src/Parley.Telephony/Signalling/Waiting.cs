namespace Parley.Telephony.Signalling;

/// <summary>Waits with a way out. Unlike <c>Task.WaitAsync</c> it never leaves the ambient scheduler, which a simulation depends on.</summary>
internal static class Waiting
{
    /// <summary>Waits for a task, or until the token fires.</summary>
    public static async Task UntilAsync(this Task task, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted && cancellationToken.CanBeCanceled)
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.UnsafeRegister(_ => first.TrySetCanceled(cancellationToken), null);
            _ = TellAsync(task, first);
            await first.Task;
        }

        await task;
    }

    /// <summary>Waits for a task's result, or until the token fires.</summary>
    public static async Task<T> UntilAsync<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        await ((Task)task).UntilAsync(cancellationToken);
        return await task;
    }

    /// <summary>Waits until one of two tasks has ended, well or badly; whoever waits looks at the tasks themselves.</summary>
    public static async Task FirstAsync(Task one, Task other)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = TellAsync(one, first);
        _ = TellAsync(other, first);
        await first.Task;
    }

    private static async Task TellAsync(Task task, TaskCompletionSource ended)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Whoever waits looks at the task itself.
        }

        ended.TrySetResult();
    }
}
