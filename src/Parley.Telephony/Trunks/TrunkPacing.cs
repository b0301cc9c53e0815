using System.Globalization;

namespace Parley.Telephony.Trunks;

/// <summary>Keeps a trunk within its calls per second and its calls at a time. Turns are given first come, first served.</summary>
public sealed class TrunkPacing
{
    private readonly TrunkOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private DateTimeOffset _nextTurn = DateTimeOffset.MinValue;
    private int _active;

    internal TrunkPacing(TrunkOptions options, TimeProvider time) => (_options, _time) = (options, time);

    /// <summary>Calls that hold a place now: those that wait for their turn, ring or talk.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Takes a place and waits for the turn.</summary>
    /// <param name="cancellationToken">Gives the place back; the turn is lost.</param>
    /// <returns>The place, or why there is none. It must be disposed when the call is over.</returns>
    internal async ValueTask<TrunkTurn> EnterAsync(CancellationToken cancellationToken)
    {
        if (Reserve(out var wait) is { } error)
        {
            return new(null, error);
        }

        var place = new TrunkPlace(this);
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }

            return new(place, null);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    internal void Leave() => Interlocked.Decrement(ref _active);

    private string? Reserve(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        lock (_lock)
        {
            if (_active >= _options.MaxCalls)
            {
                return string.Create(CultureInfo.InvariantCulture, $"trunk '{_options.Name}' has reached its {_options.MaxCalls} calls");
            }

            if (_options.CallsPerSecond is { } rate)
            {
                var now = _time.GetUtcNow();
                var turn = _nextTurn > now ? _nextTurn : now;
                wait = turn - now;
                if (wait > _options.MaxPacingWait)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture, $"trunk '{_options.Name}' has too many calls waiting for its {rate} calls per second");
                }

                _nextTurn = turn + TimeSpan.FromSeconds(1 / rate);
            }

            Interlocked.Increment(ref _active);
            return null;
        }
    }
}
