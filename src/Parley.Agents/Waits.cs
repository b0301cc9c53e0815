namespace Parley.Agents;

/// <summary>
/// Waits that stay with the caller's synchronisation context, so that a call can run in virtual time. <c>Task.WaitAsync</c>, <c>Task.WhenAny</c> and
/// <c>Task.WhenAll</c> may go on on the thread pool; agents, engines and tools that are to be simulated use these instead.
/// </summary>
public static class Waits
{
    /// <summary>Waits for a task, or until the token fires.</summary>
    /// <exception cref="OperationCanceledException">The token fired first; the task goes on.</exception>
    public static async Task UntilAsync(this Task task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
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
    /// <exception cref="OperationCanceledException">The token fired first; the task goes on.</exception>
    public static async Task<T> UntilAsync<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        await ((Task)task).UntilAsync(cancellationToken);
        return await task;
    }

    /// <summary>Waits until one of two tasks has ended, well or badly; which, and how, the tasks tell themselves.</summary>
    public static async Task FirstAsync(Task one, Task other)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = TellAsync(one, first);
        _ = TellAsync(other, first);
        await first.Task;
    }

    /// <summary>Waits until all tasks have ended, then throws what the first that failed, or else was cancelled, threw.</summary>
    public static async Task AllAsync(IEnumerable<Task> tasks)
    {
        Task[] all = [.. tasks];
        foreach (var task in all)
        {
            await EndOfAsync(task);
        }

        await (Array.Find(all, task => task.IsFaulted) ?? Array.Find(all, task => task.IsCanceled) ?? Task.CompletedTask);
    }

    private static async Task TellAsync(Task task, TaskCompletionSource ended)
    {
        await EndOfAsync(task);
        ended.TrySetResult();
    }

    private static async Task EndOfAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Whoever waits looks at the task itself.
        }
    }
}
