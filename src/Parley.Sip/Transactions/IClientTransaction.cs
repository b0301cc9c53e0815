using Parley.Sip.Messages;

namespace Parley.Sip.Transactions;

/// <summary>The side of a transaction that sent the request.</summary>
internal interface IClientTransaction
{
    /// <summary>Whether nothing at all has come back yet.</summary>
    bool IsWaiting { get; }

    /// <summary>Sends the request.</summary>
    void Begin();

    /// <summary>Takes a response that belongs to it.</summary>
    void Receive(SipResponse response);
}
