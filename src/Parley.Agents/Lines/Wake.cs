using System.Threading.Tasks.Sources;
using Parley.Audio;

namespace Parley.Agents.Lines;

/// <summary>
/// Wakes the one task that waits, from any thread, without a lock and without running any of its code on the thread that wakes.
/// Wake-ups do not add up: one that comes while nobody waits is kept, more are the same.
/// </summary>
internal sealed class Wake : IValueTaskSource, IHeldSignal
{
    private const int Idle = 0;
    private const int Signalled = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiting task, or lets the next wait return at once; from within a tick of the media thread, at the tick's end.</summary>
    public void Set()
    {
        if (!TickSignals.TryKeep(this))
        {
            Give();
        }
    }

    /// <inheritdoc/>
    public void Give()
    {
        // Always an interlocked operation, so that what was written before is seen by the task that takes the signal.
        if (Interlocked.CompareExchange(ref _state, Signalled, Idle) is Waiting
            && Interlocked.CompareExchange(ref _state, Idle, Waiting) is Waiting)
        {
            _core.SetResult(true);
        }
    }

    /// <summary>Waits for a wake-up. One task at a time; the result is awaited once.</summary>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Signalled) is Signalled)
        {
            return ValueTask.CompletedTask;
        }

        _core.Reset();
        var version = _core.Version;
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) is Signalled)
        {
            Interlocked.Exchange(ref _state, Idle);
            return ValueTask.CompletedTask;
        }

        return new(this, version);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
