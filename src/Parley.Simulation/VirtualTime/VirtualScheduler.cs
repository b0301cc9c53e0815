using System.Diagnostics;

namespace Parley.Simulation.VirtualTime;

/// <summary>
/// Runs asynchronous code on one thread in virtual time: whatever can go on goes on, in order; only when nothing can, the clock moves to its
/// next timer. The same code with the same seed runs the same way every time. One thread at a time may use it.
/// </summary>
public sealed class VirtualScheduler
{
    /// <summary>How long, in real time, work that was lent to the real world is waited for before the run is given up.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(2);

    private const int MostEscapesKept = 16;

    private readonly Context _context;
    private readonly Queue<(SendOrPostCallback Continue, object? State)> _ready = new();

    // What other threads post. It is its own monitor, since the scheduler has to wait for it.
    private readonly Queue<(SendOrPostCallback Continue, object? State)> _arrived = new();
    private readonly List<string> _escapes = [];
    private int _escaped;
    private int _told;
    private int _holds;
    private int _thread;

    /// <summary>Creates a scheduler and its clock.</summary>
    /// <param name="start">The moment the clock shows; <see langword="null"/> for always the same one.</param>
    public VirtualScheduler(DateTimeOffset? start = null)
    {
        Clock = new VirtualClock(start);
        _context = new Context(this);
    }

    /// <summary>The clock that everything in this world must be given.</summary>
    public VirtualClock Clock { get; }

    /// <summary>
    /// Whether code that leaves the scheduler and comes back from another thread is an error. It is by default: such code runs at another moment every
    /// time. Where it cannot be avoided (a client library of somebody else's), set this to <see langword="false"/> and wrap real work in <see cref="HoldAsync"/>.
    /// It is told once, by the run in which it happened, or by the next if that failed by itself: a failure of the work is never hidden by it.
    /// </summary>
    public bool ThrowsOnEscape { get; set; } = true;

    /// <summary>What came back from other threads without being held: the first few, each with the stack that posted it.</summary>
    public IReadOnlyList<string> Escapes
    {
        get
        {
            lock (_arrived)
            {
                return [.. _escapes];
            }
        }
    }

    /// <summary>How many continuations have run so far: a measure of the work done.</summary>
    public long RunContinuations { get; private set; }

    /// <summary>Runs asynchronous work to its end, on the calling thread, as fast as it goes.</summary>
    /// <param name="work">The work; every clock in it must be <see cref="Clock"/>.</param>
    /// <param name="limit">The most virtual time that it may take; <see langword="null"/> for a day.</param>
    /// <exception cref="VirtualTimeException">It takes longer, waits for something that can never happen, or left the scheduler.</exception>
    public void Run(Func<Task> work, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        Run<object?>(
            async () =>
            {
                await work();
                return null;
            },
            limit);
    }

    /// <summary>Runs asynchronous work to its end and gives its result. See <see cref="Run(Func{Task}, TimeSpan?)"/>.</summary>
    public T Run<T>(Func<Task<T>> work, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0) != 0)
        {
            throw new InvalidOperationException("The virtual scheduler is running already; await inside of what it runs.");
        }

        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            var task = work();
            RunUntil(task, Clock.Elapsed + (limit ?? TimeSpan.FromDays(1)));
            if (task.IsCompletedSuccessfully)
            {
                ThrowIfEscaped();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            Volatile.Write(ref _thread, 0);
        }
    }

    /// <summary>
    /// Lends work to the real world (a model behind HTTP, a program): virtual time stands still until it is done. To be called, and awaited, inside of
    /// what the scheduler runs. What the work itself awaits must not depend on the virtual clock.
    /// </summary>
    public async Task<T> HoldAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Interlocked.Increment(ref _holds);
        var held = new TaskCompletionSource<T>();
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            FinishElsewhere(BeginAsync(work), held);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(_context);
        }

        return await held.Task;
    }

    /// <summary>Makes a failed task of what throws before it gives one, so that the clock does not wait for it.</summary>
    private static async Task<T> BeginAsync<T>(Func<Task<T>> work) => await work();

    /// <summary>Brings the result home as a continuation of the scheduler, so that it does not count as an escape.</summary>
    private void FinishElsewhere<T>(Task<T> working, TaskCompletionSource<T> held)
    {
        var awaiter = working.GetAwaiter();
        if (awaiter.IsCompleted)
        {
            Finish();
        }
        else
        {
            awaiter.UnsafeOnCompleted(() => Arrive(_ => Finish(), null));
        }

        void Finish()
        {
            Interlocked.Decrement(ref _holds);
            held.SetFromTask(working);
        }
    }

    private void RunUntil(Task task, TimeSpan limit)
    {
        while (!task.IsCompleted)
        {
            if (_ready.TryDequeue(out var next) || TryTakeArrived(out next))
            {
                RunContinuations++;
                next.Continue(next.State);
            }
            else if (Volatile.Read(ref _holds) > 0)
            {
                WaitForArrival();
            }
            else if (!Clock.TryFireNext(limit))
            {
                throw Standstill(limit);
            }
        }
    }

    private void WaitForArrival()
    {
        lock (_arrived)
        {
            if (_arrived.Count == 0 && !Monitor.Wait(_arrived, LongestHold))
            {
                throw new VirtualTimeException($"Work lent to the real world did not come back within {LongestHold.TotalMinutes:0} minutes.");
            }
        }
    }

    private bool TryTakeArrived(out (SendOrPostCallback Continue, object? State) next)
    {
        lock (_arrived)
        {
            if (_arrived.TryDequeue(out next))
            {
                return true;
            }
        }

        return false;
    }

    private VirtualTimeException Standstill(TimeSpan limit)
    {
        ThrowIfEscaped();
        return new VirtualTimeException(Clock.Elapsed >= limit || Clock.HasTimers
            ? $"The work was not done at {limit} of virtual time."
            : $"At {Clock.Elapsed} of virtual time the work waits for something that can never happen: nothing is ready to go on and no timer is set.");
    }

    private void ThrowIfEscaped()
    {
        int before, times;
        lock (_arrived)
        {
            (before, times) = (_told, _escaped - _told);
            _told = _escaped;
        }

        if (ThrowsOnEscape && times > 0)
        {
            var first = Escapes[Math.Min(before, MostEscapesKept - 1)];
            throw new VirtualTimeException(
                $"Code left the virtual scheduler and came back from another thread ({times} times), so the run cannot be repeated. The first time:\n{first}");
        }
    }

    private void Post(SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId == Volatile.Read(ref _thread))
        {
            _ready.Enqueue((callback, state));
            return;
        }

        lock (_arrived)
        {
            _escaped++;
            if (_escapes.Count < MostEscapesKept)
            {
                _escapes.Add($"{state} posted by\n{new StackTrace(fNeedFileInfo: false)}");
            }
        }

        Arrive(callback, state);
    }

    private void Arrive(SendOrPostCallback callback, object? state)
    {
        lock (_arrived)
        {
            _arrived.Enqueue((callback, state));
            Monitor.Pulse(_arrived);
        }
    }

    /// <summary>What <c>await</c> finds: continuations go to the end of the queue.</summary>
    private sealed class Context(VirtualScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("Nothing may block the thread of virtual time: post, and await.");

        public override SynchronizationContext CreateCopy() => this;
    }
}
