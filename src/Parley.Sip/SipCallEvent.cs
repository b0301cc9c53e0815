using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>Something that happened to a call. A closed family: match on the records of this file.</summary>
public abstract record SipCallEvent
{
    private protected SipCallEvent()
    {
    }
}

/// <summary>The next hop has the INVITE (100); nothing rings yet.</summary>
/// <param name="Status">Always 100.</param>
public sealed record CallTrying(int Status) : SipCallEvent;

/// <summary>A provisional response above 100: ringing, or early media when there is a body.</summary>
/// <param name="Status">101 to 199.</param>
/// <param name="Reason">The reason phrase.</param>
/// <param name="Body">Session description of early media; empty for none.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record CallProgress(int Status, string Reason, ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent
{
    /// <summary>Reason header of the response (RFC 3326), Q.850 preferred.</summary>
    public SipReason? Cause { get; init; }

    /// <summary>Which fork this comes from: the tag of the far end; <see langword="null"/> when it sent none.</summary>
    public string? RemoteTag { get; init; }
}

/// <summary>The far end answered with 2xx; it is acknowledged already.</summary>
/// <param name="Response">The response; its body is the answer to our offer.</param>
public sealed record CallAnswered(SipResponse Response) : SipCallEvent;

/// <summary>An ACK came for a 2xx of ours: the call (or the re-INVITE) is confirmed.</summary>
/// <param name="Body">The answer, when our 2xx carried the offer; else empty.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record CallConfirmed(ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent;

/// <summary>
/// A re-INVITE or UPDATE with an offer (hold, resume, a new address). The owner must call <see cref="SipCall.AnswerOfferAsync"/> or
/// <see cref="SipCall.RejectOfferAsync"/>; until then a further one is refused.
/// </summary>
/// <param name="Body">The offer; empty when the far end wants ours in the 200.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record OfferReceived(ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent;

/// <summary>A PRACK came with the answer to an offer that a provisional response of ours carried, the INVITE having had none (RFC 3262, section 5).</summary>
/// <param name="Body">The answer.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record EarlyAnswerReceived(ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent;

/// <summary>
/// A refresh of the session was answered with another description than before, without our having offered anything new: a new address or codec. It is
/// the answer to what we last described.
/// </summary>
/// <param name="Body">The answer.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record AnswerChanged(ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent;

/// <summary>
/// The far end asks us to call somebody (REFER, RFC 3515). The owner must call <see cref="SipCall.AcceptReferAsync"/> or
/// <see cref="SipCall.RejectReferAsync"/>; until then a further one is refused.
/// </summary>
/// <param name="Target">Whom to call; the URI may carry headers, such as Replaces.</param>
/// <param name="ReferredBy">Who asks, if it says so (RFC 3892).</param>
public sealed record ReferReceived(NameAddress Target, NameAddress? ReferredBy) : SipCallEvent;

/// <summary>How the call goes that we asked the far end for.</summary>
/// <param name="Status">SIP status that it got; 0 when it ended without telling.</param>
/// <param name="Reason">The words beside it.</param>
/// <param name="IsFinal">Whether this is the last word.</param>
public sealed record ReferProgress(int Status, string Reason, bool IsFinal) : SipCallEvent;

/// <summary>An INFO in the call (digits of some gateways); it is answered with 200 already.</summary>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Content-Type of the body.</param>
public sealed record InfoReceived(ReadOnlyMemory<byte> Body, string? ContentType) : SipCallEvent;

/// <summary>The end of a call that was answered. The last event.</summary>
/// <param name="ByRemote">Whether the far end hung up.</param>
/// <param name="Reason">Reason header of the BYE, or the reason we gave.</param>
public sealed record CallEnded(bool ByRemote, SipReason? Reason) : SipCallEvent;

/// <summary>The end of a call that was never answered. The last event.</summary>
/// <param name="Failure">Why.</param>
public sealed record CallFailed(SipFailure Failure) : SipCallEvent;
