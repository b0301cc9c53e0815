using System.Net;

namespace Parley.Sip.Transactions;

/// <summary>All that a transaction may do to the world. Everything comes back on the owner's loop.</summary>
internal interface ITransactionEnvironment
{
    /// <summary>Base values of the timers.</summary>
    SipTimers Timers { get; }

    /// <summary>Whether the transport to a destination repeats lost messages by itself.</summary>
    bool IsReliable(IPEndPoint destination);

    /// <summary>Hands a message to the transport. A failure comes back later as <see cref="SipTransaction.TransportFailed"/>.</summary>
    void Send(SipTransaction sender, ReadOnlyMemory<byte> message, IPEndPoint destination);

    /// <summary>Calls back once, unless disposed before.</summary>
    IDisposable Schedule(TimeSpan due, Action callback);

    /// <summary>The transaction is over and may be forgotten.</summary>
    void Terminated(SipTransaction transaction);
}
