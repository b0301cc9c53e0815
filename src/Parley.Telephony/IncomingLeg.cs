using System.Net;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Signalling;

namespace Parley.Telephony;

/// <summary>
/// A call that came in to a number or address of ours and waits to be rung, answered or rejected. Every wish may be uttered from any thread; the first
/// decision counts, and when the caller gives up before, the leg ends as any leg does.
/// </summary>
public sealed class IncomingLeg : IIncomingCall
{
    private readonly IncomingSignalling _signalling;

    internal IncomingLeg(CallLeg leg, OwnedNumber? number, IncomingCall call, IncomingSignalling signalling)
    {
        (Leg, Number, Called, Remote, _signalling) = (leg, number, call.Invite.Uri, call.Remote, signalling);
        Headers = PassedHeaders.Of(call.Invite);
        Caller = CallerDetails.Of(call.Invite);
    }

    /// <summary>The leg, not answered yet. Whoever took this call owns it and disposes it.</summary>
    public CallLeg Leg { get; }

    /// <inheritdoc/>
    ICallLeg IIncomingCall.Leg => Leg;

    /// <summary>The number that was called; <see langword="null"/> when it was one of the <see cref="IInboundAddresses"/>.</summary>
    public OwnedNumber? Number { get; }

    /// <summary>The request-URI of the INVITE.</summary>
    public SipUri Called { get; }

    /// <summary>Where the INVITE came from.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>What the network says of the caller.</summary>
    public CallerDetails Caller { get; }

    /// <summary>The X- headers and User-to-User (RFC 7433) of the INVITE.</summary>
    public IReadOnlyList<SipHeader> Headers { get; }

    /// <summary>Lets the caller hear that it rings (180).</summary>
    public void Ring() => _signalling.Want(new IncomingWish.Ring());

    /// <summary>Answers (200).</summary>
    /// <param name="cancellationToken">Gives up waiting; the answer goes on.</param>
    /// <returns>
    /// Whether the call is answered with common media; else it has ended, and its outcome says why (the caller gave up, there is no common
    /// codec, it was rejected before).
    /// </returns>
    public Task<bool> AnswerAsync(CancellationToken cancellationToken = default)
    {
        _signalling.Want(new IncomingWish.Answer());
        return _signalling.Answered.UntilAsync(cancellationToken);
    }

    /// <summary>Refuses the call.</summary>
    /// <param name="status">SIP status, 400 to 699: 486 busy, 480 unavailable, 503 overloaded, 603 declined.</param>
    /// <param name="reason">Words for people, if any.</param>
    /// <param name="cancellationToken">Gives up waiting; the refusal goes on.</param>
    /// <returns>A task that ends with the call.</returns>
    public Task RejectAsync(int status, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        _signalling.Want(new IncomingWish.Reject(status, reason));
        return Leg.Completion.UntilAsync(cancellationToken);
    }
}
