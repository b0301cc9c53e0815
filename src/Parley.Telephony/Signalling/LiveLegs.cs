using Parley.Sip;

namespace Parley.Telephony.Signalling;

/// <summary>The legs that are not over yet, in the order in which they began, so that a stop can end each of them.</summary>
internal sealed class LiveLegs
{
    private readonly Lock _gate = new();
    private readonly LinkedList<CallLeg> _legs = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _legs.Count;
            }
        }
    }

    /// <summary>Keeps a leg until what is returned is disposed.</summary>
    public IDisposable Add(CallLeg leg)
    {
        lock (_gate)
        {
            return new Entry(this, _legs.AddLast(leg));
        }
    }

    /// <summary>Hands a call to the leg whose place it is to take.</summary>
    /// <returns><see langword="false"/> when there is no such leg.</returns>
    public bool TryReplace(IncomingCall taking)
    {
        lock (_gate)
        {
            return _legs.FirstOrDefault(leg => leg.Talk?.Call == taking.Replaced)?.Talk?.TryReplace(taking) is true;
        }
    }

    /// <summary>Hangs up every leg and waits until all are over.</summary>
    public async Task HangUpAllAsync(string reason, CancellationToken cancellationToken)
    {
        CallLeg[] legs;
        lock (_gate)
        {
            legs = [.. _legs];
        }

        foreach (var end in Array.ConvertAll(legs, leg => leg.HangUpAsync(reason, cancellationToken)))
        {
            await end;
        }
    }

    private void Remove(LinkedListNode<CallLeg> leg)
    {
        lock (_gate)
        {
            leg.List?.Remove(leg);
        }
    }

    private sealed class Entry(LiveLegs legs, LinkedListNode<CallLeg> leg) : IDisposable
    {
        public void Dispose() => legs.Remove(leg);
    }
}
