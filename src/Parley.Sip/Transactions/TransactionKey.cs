using Parley.Sip.Messages;

namespace Parley.Sip.Transactions;

/// <summary>What tells transactions apart (RFC 3261, sections 17.1.3 and 17.2.3).</summary>
/// <param name="Id">The branch, with sent-by on the server side; for RFC 2543 peers what identifies the request instead.</param>
/// <param name="Method">The method; an ACK belongs to its INVITE.</param>
internal readonly record struct TransactionKey(string Id, string Method)
{
    /// <summary>The key of our own request.</summary>
    public static TransactionKey ForClient(SipMessage message) => new(message.TopVia.Branch ?? "", message.CSeq.Method);

    /// <summary>The key of a request that came in.</summary>
    public static TransactionKey ForServer(SipRequest request)
    {
        var method = request.Method == SipMethods.Ack ? SipMethods.Invite : request.Method;
        return new(IdOf(request), method);
    }

    /// <summary>The key of the INVITE that a CANCEL is about.</summary>
    public static TransactionKey OfCancelled(SipRequest cancel) => new(IdOf(cancel), SipMethods.Invite);

    // An old peer gives no branch of its own: the request is known by its URI, caller, Call-ID, number and top Via. The To tag is left
    // out, since the ACK has one and the INVITE has not.
    private static string IdOf(SipRequest request) => request.TransactionId ??= MakeId(request);

    private static string MakeId(SipRequest request)
    {
        var via = request.TopVia;
        return via.HasUniqueBranch
            ? $"{via.Branch}|{via.Host.ToLowerInvariant()}:{via.Port ?? 5060}"
            : $"2543|{request.Uri}|{request.From.Tag}|{request.CallId}|{request.CSeq.Number}|{via.Host}:{via.Port}|{via.Branch}";
    }
}
