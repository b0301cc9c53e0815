namespace Parley.Server.Sessions;

/// <summary>One running session: its token, its slot and its end.</summary>
internal sealed class LiveSession : IDisposable
{
    private readonly IDisposable _slot;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _limit;
    private SessionEnd? _why;

    public LiveSession(long number, StartCommand command, IDisposable slot, TimeSpan longest, TimeProvider time)
    {
        (Number, Agent, Access, _slot) = (number, command.Agent, command.Access, slot);
        _limit = time.CreateTimer(_ => Stop(SessionEnd.TooLong(longest)), null, longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts the sessions in the order in which they began.</summary>
    public long Number { get; }

    /// <summary>Its agent.</summary>
    public string Agent { get; }

    /// <summary>The way from HTTP to its agent's endpoints.</summary>
    public SessionAccess Access { get; }

    /// <summary>The session's one token.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completes when the session has unwound, its end is written and its slot is free. Never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why it was stopped: the first reason given counts.</summary>
    public SessionEnd StoppedBecause => _why ?? SessionEnd.Terminated;

    /// <summary>Cancels the token. Later calls change nothing.</summary>
    public void Stop(SessionEnd why)
    {
        if (Interlocked.CompareExchange(ref _why, why, null) is not null)
        {
            return;
        }

        _stop.CancelAside();
    }

    /// <summary>Gives the slot back and lets the waiters go.</summary>
    public void Dispose()
    {
        _limit.Dispose();
        _slot.Dispose();
        Access.Close();
        _ended.TrySetResult();
    }
}
