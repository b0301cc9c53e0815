using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Parley.Sip.UserAgents;

/// <summary>The one loop that owns an endpoint's state: everything that happens is an action in its inbox.</summary>
internal sealed partial class SipDispatcher(TimeProvider time, ILogger logger)
{
    private readonly Channel<Action> _inbox = Channel.CreateUnbounded<Action>();

    /// <summary>How many actions wait.</summary>
    public int Backlog => _inbox.Reader.Count;

    /// <summary>Queues an action. Returns <see langword="false"/> when the loop has ended.</summary>
    public bool Post(Action action) => _inbox.Writer.TryWrite(action);

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
        });
        return posted ? result.Task : Task.FromException<T>(new SipException("The SIP endpoint is closed."));
    }

    /// <summary>Runs an action on the loop after a while, unless disposed before. To be called on the loop.</summary>
    public IDisposable Schedule(TimeSpan due, Action action) => new Scheduled(this, time, due, action);

    /// <summary>Lets the loop end once its inbox is empty.</summary>
    public void Complete() => _inbox.Writer.TryComplete();

    /// <summary>Runs until <see cref="Complete"/>. An action that throws is a bug; it is logged and the others live on.</summary>
    public async Task RunAsync()
    {
        // Not ReadAllAsync: that leaves the ambient scheduler, which a simulation depends on.
        while (await _inbox.Reader.WaitToReadAsync())
        {
            while (_inbox.Reader.TryRead(out var action))
            {
                Run(action);
            }
        }
    }

    private void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            Log.ActionFailed(logger, error);
        }
    }

    private sealed class Scheduled : IDisposable
    {
        private readonly SipDispatcher _dispatcher;
        private readonly Action _action;
        private readonly ITimer _timer;
        private bool _done;

        public Scheduled(SipDispatcher dispatcher, TimeProvider time, TimeSpan due, Action action)
        {
            (_dispatcher, _action) = (dispatcher, action);
            _timer = time.CreateTimer(static state => ((Scheduled)state!).Due(), this, due, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _done = true;
            _timer.Dispose();
        }

        private void Due() => _dispatcher.Post(Run);

        // On the loop, as is Dispose: a timer that fired but was stopped meanwhile does nothing.
        private void Run()
        {
            if (!_done)
            {
                Dispose();
                _action();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A SIP action failed unexpectedly")]
        public static partial void ActionFailed(ILogger logger, Exception error);
    }
}
