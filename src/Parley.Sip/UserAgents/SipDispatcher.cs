using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Parley.Sip.UserAgents;

/// <summary>
/// The one loop that owns an endpoint's state: everything that happens is an action in its inbox. Where nothing orders continuations (no
/// <see cref="SynchronizationContext"/>), whoever posts an action while the loop rests runs it at once, since waking another thread costs more than most actions do;
/// two never run at a time, and one that is posted by another waits for it. It runs in the loop's context all the same: neither its log scope nor what is ambient
/// otherwise is that of whoever happened to post.
/// </summary>
internal sealed partial class SipDispatcher
{
    // Who posts is not kept from its own work for longer than that; the loop's own task goes on.
    private const int MostInARow = 64;

    private static readonly ContextCallback RunSome = static loop => ((SipDispatcher)loop!).RunInARow();

    private readonly ILogger _logger;
    private readonly SipTimerQueue _timers;
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _rests = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExecutionContext? _context;
    private volatile bool _runsInPlace;
    private volatile bool _isComplete;
    private bool _isLong;
    private int _running;

    public SipDispatcher(TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _timers = new(time, action => Post(action));
    }

    /// <summary>How many actions wait.</summary>
    public int Backlog => _inbox.Count;

    /// <summary>Queues an action. Returns <see langword="false"/> when the loop has ended.</summary>
    public bool Post(Action action)
    {
        if (_isComplete)
        {
            return false;
        }

        _inbox.Enqueue(action);
        if ((_runsInPlace && SynchronizationContext.Current is null) || !_wake.Writer.TryWrite(true))
        {
            RunWaiting();   // Or the loop has ended meanwhile.
        }

        return true;
    }

    /// <summary>Runs a function on the loop and returns what it returns.</summary>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Post(() =>
        {
            try
            {
                result.SetResult(function());
            }
            catch (SipException error)
            {
                result.SetException(error);
            }
            catch (Exception error)
            {
                result.SetException(error);
                throw;
            }
        });
        return posted ? result.Task : Task.FromException<T>(new SipException("The SIP endpoint is closed."));
    }

    /// <summary>Runs an action on the loop after a while, unless disposed before. To be called on the loop.</summary>
    public IDisposable Schedule(TimeSpan due, Action action) => _timers.Schedule(due, action);

    /// <summary>Lets the loop end once its inbox is empty.</summary>
    public void Complete()
    {
        _isComplete = true;
        _timers.Stop();
        _wake.Writer.TryComplete();
    }

    /// <summary>Runs until <see cref="Complete"/>. An action that throws is a bug; it is logged and the others live on.</summary>
    public async Task RunAsync()
    {
        _context = ExecutionContext.Capture();
        _runsInPlace = SynchronizationContext.Current is null;
        RunWaiting();

        // Not ReadAllAsync: that leaves the ambient scheduler, which a simulation depends on.
        while (await _wake.Reader.WaitToReadAsync())
        {
            _wake.Reader.TryRead(out _);
            RunWaiting();
        }

        RunWaiting();

        // Somebody else may still be at an action that it runs in place.
        if (Interlocked.CompareExchange(ref _running, 0, 0) != 0)
        {
            await _rests.Task;
        }
    }

    private void RunWaiting()
    {
        while (!_inbox.IsEmpty && Interlocked.CompareExchange(ref _running, 1, 0) == 0)
        {
            if (_runsInPlace && _context is { } context)
            {
                ExecutionContext.Run(context, RunSome, this);
            }
            else
            {
                RunInARow();
            }

            // A full fence: what others have posted meanwhile is seen here, or they see that nobody runs.
            var isLong = _isLong;
            Interlocked.Exchange(ref _running, 0);
            if (isLong && _wake.Writer.TryWrite(true))
            {
                return;
            }

            if (_isComplete && _inbox.IsEmpty)
            {
                _rests.TrySetResult();
            }
        }
    }

    private void RunInARow()
    {
        var left = _runsInPlace ? MostInARow : int.MaxValue;
        while (left > 0 && _inbox.TryDequeue(out var action))
        {
            left--;
            Run(action);
        }

        _isLong = left == 0;
    }

    private void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            Log.ActionFailed(_logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A SIP action failed unexpectedly")]
        public static partial void ActionFailed(ILogger logger, Exception error);
    }
}
