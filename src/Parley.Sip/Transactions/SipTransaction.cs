using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip.Transactions;

/// <summary>What the four transactions share: a key, a destination, timers.</summary>
internal abstract class SipTransaction(ITransactionEnvironment environment, TransactionKey key, SipRequest request, IPEndPoint destination)
{
    private readonly List<(SipTimer Name, IDisposable Timer)> _timers = new(2);

    public TransactionKey Key { get; } = key;

    public SipRequest Request { get; } = request;

    /// <summary>Where its messages go.</summary>
    public IPEndPoint Destination { get; } = destination;

    public bool IsTerminated { get; private set; }

    protected SipTimers Timers => Environment.Timers;

    /// <summary>Whether nothing that is sent needs repeating.</summary>
    protected bool IsReliable => Environment.IsReliable(Destination);

    protected ITransactionEnvironment Environment { get; } = environment;

    /// <summary>The transport could not send, or the network says that nobody is there.</summary>
    public abstract void TransportFailed();

    /// <summary>Ends it at once, the endpoint going away; whoever waits for an answer is told that it cannot come.</summary>
    public virtual void Abort() => Terminate();

    protected abstract void Fired(SipTimer timer);

    protected void Send(ReadOnlyMemory<byte> message) => Environment.Send(this, message, Destination);

    protected void Start(SipTimer timer, TimeSpan due)
    {
        Stop(timer);
        _timers.Add((timer, Environment.Schedule(due, () => Fired(timer))));
    }

    protected void Stop(SipTimer timer)
    {
        var i = _timers.FindIndex(t => t.Name == timer);
        if (i >= 0)
        {
            _timers[i].Timer.Dispose();
            _timers.RemoveAt(i);
        }
    }

    /// <summary>Nothing is left to wait for over a reliable transport.</summary>
    protected TimeSpan Linger(TimeSpan overUnreliable) => IsReliable ? TimeSpan.Zero : overUnreliable;

    protected void Terminate()
    {
        if (IsTerminated)
        {
            return;
        }

        IsTerminated = true;
        _timers.ForEach(t => t.Timer.Dispose());
        _timers.Clear();
        Environment.Terminated(this);
    }

    protected static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
