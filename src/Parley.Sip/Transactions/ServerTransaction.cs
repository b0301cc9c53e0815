using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip.Transactions;

/// <summary>The side of a transaction that got the request.</summary>
internal abstract class ServerTransaction(ITransactionEnvironment environment, SipRequest request, IPEndPoint destination)
    : SipTransaction(environment, TransactionKey.ForServer(request), request, destination)
{
    /// <summary>Whether a final response has been given.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Takes the same request again, or the ACK.</summary>
    public abstract void Receive(SipRequest request);

    /// <summary>Sends a response. After a final one, others are ignored, except the 2xx that its user repeats.</summary>
    public abstract void Respond(SipResponse response);
}
