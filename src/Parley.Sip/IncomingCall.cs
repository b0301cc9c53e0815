using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>A call that came in. It rings nobody by itself: 100 is sent, the rest is the owner's.</summary>
public sealed class IncomingCall : SipCall
{
    internal IncomingCall(SipRequest invite, IPEndPoint remote)
        : base(invite.CallId) => (Invite, Remote) = (invite, remote);

    /// <summary>The INVITE.</summary>
    public SipRequest Invite { get; }

    /// <summary>Where it came from.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>Sends a provisional response: 180 for ringing, 183 with a body for early media.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="body">Session description; empty for none.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task ProgressAsync(
        int status = 180, ReadOnlyMemory<byte> body = default, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Answers with 200. <see cref="CallConfirmed"/> follows when the far end acknowledges; without it the call is ended with BYE.</summary>
    /// <param name="body">The answer to the offer in the INVITE (or our offer, when it had none).</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task AnswerAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Refuses the call, or redirects it (3xx with Contact headers).</summary>
    /// <param name="status">300 to 699.</param>
    /// <param name="reason">Goes into the Reason header.</param>
    /// <param name="headers">Further headers (Contact of a 3xx, Retry-After, Warning).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectAsync(
        int status, SipReason? reason = null, IReadOnlyList<SipHeader>? headers = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
