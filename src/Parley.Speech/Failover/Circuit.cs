namespace Parley.Speech.Failover;

/// <summary>
/// Whether an engine is asked: closed, yes; open, no, since it failed; after a pause one request tries it, and its end decides. May be used by any number of requests.
/// </summary>
internal sealed class Circuit(FailoverOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private long _openedAt;
    private TimeSpan _pause;
    private bool _isOpen;
    private bool _isTried;

    /// <summary>Whether a request may ask the engine. Who got <see langword="true"/> says how it ended.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return true;
            }

            if (_isTried || time.GetElapsedTime(_openedAt) < _pause)
            {
                return false;
            }

            return _isTried = true;
        }
    }

    /// <summary>A request went well. Returns whether the engine had been passed over.</summary>
    public bool Succeed()
    {
        lock (_lock)
        {
            var wasOpen = _isOpen;
            (_isOpen, _isTried, _failures) = (false, false, 0);
            return wasOpen;
        }
    }

    /// <summary>A request failed.</summary>
    /// <param name="retryAfter">How long the engine wants to be left alone, if it said.</param>
    public void Fail(TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            _isTried = false;
            if (++_failures >= options.FailuresToPause)
            {
                (_isOpen, _openedAt, _pause) = (true, time.GetTimestamp(), retryAfter > options.Pause ? retryAfter.Value : options.Pause);
            }
        }
    }

    /// <summary>A request ended without telling anything about the engine.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isTried = false;
        }
    }
}
