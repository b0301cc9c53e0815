namespace Parley.Speech.Failover;

/// <summary>One engine's turn at a request. Whoever made it disposes it; without a verdict until then, it tells nothing about the engine.</summary>
/// <typeparam name="T">What the engine is.</typeparam>
internal sealed class FailoverAttempt<T> : IDisposable
    where T : class
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private volatile bool _isTooLate;
    private bool _isJudged;

    public FailoverAttempt(FailoverChain<T>.Link link, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        (Link, _limit, _caller) = (link, limit, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who is asked.</summary>
    public FailoverChain<T>.Link Link { get; }

    /// <summary>What it failed with.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Cancelled when nobody wants the answer, or the engine took too long.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>From now on an answer is due.</summary>
    public void Expect()
    {
        if (_limit > TimeSpan.Zero)
        {
            _timer.Change(_limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It has come; from here on the engine's own limits hold.</summary>
    public void Answered() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Whether what was thrown is this engine's failure, and not the caller who left; if so, it is remembered.</summary>
    public bool Fails(Exception exception)
    {
        if (_caller.IsCancellationRequested)
        {
            return false;
        }

        Failure = _isTooLate && exception is OperationCanceledException
            ? new SpeechException(SpeechFailure.TimedOut, $"{Link.Name} gave no answer within {_limit.TotalSeconds:0.#} s.", exception)
            : exception;
        _isJudged = true;
        Link.Circuit.Fail((exception as SpeechException)?.RetryAfter);
        return true;
    }

    /// <summary>It went well. Returns whether the engine had been passed over before.</summary>
    public bool Succeed()
    {
        _isJudged = true;
        return Link.Circuit.Succeed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
        if (!_isJudged)
        {
            Link.Circuit.Leave();
        }
    }

    private void GiveUp()
    {
        try
        {
            _isTooLate = true;
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer came in this very moment.
        }
    }
}
