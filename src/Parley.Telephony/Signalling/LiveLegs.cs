using System.Collections.Concurrent;

namespace Parley.Telephony.Signalling;

/// <summary>The legs that are not over yet, so that a stop can end each of them.</summary>
internal sealed class LiveLegs
{
    private readonly ConcurrentDictionary<CallLeg, byte> _legs = [];

    public int Count => _legs.Count;

    /// <summary>Keeps a leg until what is returned is disposed.</summary>
    public IDisposable Add(CallLeg leg)
    {
        _legs.TryAdd(leg, 0);
        return new Entry(_legs, leg);
    }

    /// <summary>Hangs up every leg and waits until all are over.</summary>
    public Task HangUpAllAsync(string reason, CancellationToken cancellationToken) =>
        Task.WhenAll(_legs.Keys.Select(leg => leg.HangUpAsync(reason, cancellationToken)));

    private sealed class Entry(ConcurrentDictionary<CallLeg, byte> legs, CallLeg leg) : IDisposable
    {
        public void Dispose() => legs.TryRemove(leg, out _);
    }
}
