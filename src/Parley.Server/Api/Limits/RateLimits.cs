using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Limits;

/// <summary>
/// How often each key may ask: a bucket of tokens per key and class, filled by the injected clock; the limiters of the framework read the system's. Only keys that are known get a bucket.
/// </summary>
internal sealed class RateLimits(IOptions<ParleyOptions> options, TimeProvider time)
{
    private readonly RateLimitOptions _limits = options.Value.RateLimits;
    private readonly ConcurrentDictionary<(string Key, RateClass Class), TokenBucket> _buckets = new();

    /// <summary>Takes a token of one class, and of another when there is one; <see langword="null"/> when both had one, else when to come again.</summary>
    public TimeSpan? Take(string key, RateClass rate, RateClass? also)
        => !_limits.Enabled ? null : Take(key, rate) ?? (also is { } other && other != rate ? Take(key, other) : null);

    private TimeSpan? Take(string key, RateClass rate)
    {
        var (perSecond, burst) = _limits.Of(rate);
        return perSecond <= 0 ? null : _buckets.GetOrAdd((key, rate), _ => new(perSecond, burst, time)).Take();
    }
}

/// <summary>Tokens that come back at a steady rate, up to a limit.</summary>
internal sealed class TokenBucket
{
    private readonly Lock _gate = new();
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filled;

    public TokenBucket(double perSecond, double burst, TimeProvider time)
    {
        (_perSecond, _burst, _time) = (perSecond, burst, time);
        (_tokens, _filled) = (burst, time.GetTimestamp());
    }

    /// <summary>Takes one; <see langword="null"/> when there was one, else how long until there is.</summary>
    public TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var elapsed = Math.Max(0, _time.GetElapsedTime(_filled, now).TotalSeconds);   // Whatever the clock does, nobody is locked out.
            _tokens = Math.Min(_burst, _tokens + (elapsed * _perSecond));
            _filled = now;
            if (_tokens < 1)
            {
                return TimeSpan.FromSeconds((1 - _tokens) / _perSecond);
            }

            _tokens--;
            return null;
        }
    }
}
