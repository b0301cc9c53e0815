using System.Net;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>One request of ours to its final response, through as many transactions as authentication takes (RFC 3261, section 22).</summary>
/// <param name="agent">Who sends.</param>
/// <param name="digest">Answers challenges; <see langword="null"/> hands 401 and 407 on.</param>
/// <param name="destination">Next hop.</param>
/// <param name="nextSequence">Where the CSeq number of another try comes from; <see langword="null"/> counts on.</param>
/// <param name="deliver">Takes provisional and final responses.</param>
internal sealed class ClientExchange(
    UserAgent agent, DigestClient? digest, IPEndPoint destination, Func<uint>? nextSequence, Action<ClientResult> deliver)
{
    private int _challenged;
    private bool _last;
    private IPEndPoint? _larger;

    /// <summary>The transaction of the latest try.</summary>
    public SipTransaction? Transaction { get; private set; }

    /// <summary>The request of the latest try, as sent.</summary>
    public SipRequest? Request => Transaction?.Request;

    public void Begin(SipRequest request)
    {
        digest?.Attach(request);
        _larger = agent.LargeRequests.HopFor(request, destination);
        Transaction = agent.Begin(request, _larger ?? destination, Receive);
    }

    /// <summary>Hands the next 401 or 407 on instead of answering it: nobody wants the answer any more.</summary>
    public void GiveUp() => _last = true;

    private void Receive(ClientResult result)
    {
        var response = result.Response;
        if (_larger is not null && result.Origin == ResponseOrigin.TransportError)
        {
            agent.LargeRequests.Avoid(_larger);
            Begin(Request!.Again(Request.CSeq.Number));
            return;
        }

        var retry = !_last && result.Origin == ResponseOrigin.Network && digest is not null
            && digest.TryLearn(response, Request!, _challenged);
        if (!retry)
        {
            deliver(result);
            return;
        }

        _challenged++;
        Begin(Request!.Again(nextSequence?.Invoke() ?? Request.CSeq.Number + 1));
    }
}
