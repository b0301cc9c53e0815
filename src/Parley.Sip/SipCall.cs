using System.Threading.Channels;
using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>One call, in either direction. Every member may be called from any thread.</summary>
public abstract class SipCall
{
    private protected SipCall(string callId) => CallId = callId;

    /// <summary>Call-ID of the dialog.</summary>
    public string CallId { get; }

    /// <summary>What happens, in order. Completes after exactly one <see cref="CallEnded"/> or <see cref="CallFailed"/>.</summary>
    public ChannelReader<SipCallEvent> Events => throw new NotSupportedException();

    /// <summary>Completes when the last event is out.</summary>
    public Task Completion => throw new NotSupportedException();

    /// <summary>
    /// Ends the call as its state demands: CANCEL while it rings, BYE once answered, 4xx for an unanswered incoming call. May be
    /// called at any time and more than once.
    /// </summary>
    /// <param name="reason">Goes into the Reason header.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up itself goes on.</param>
    /// <returns>A task that ends when the call has ended.</returns>
    public Task HangUpAsync(SipReason? reason = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sends a re-INVITE with a new offer and returns its final response. A 491 is tried again as RFC 3261, section 14.1, says.</summary>
    /// <param name="body">The offer.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public Task<SipResponse> ReinviteAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Sends a request other than INVITE inside the call (INFO, MESSAGE ...) and returns its final response.</summary>
    /// <param name="method">The method.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call has no dialog yet or has ended.</exception>
    public Task<SipResponse> SendAsync(
        string method, ReadOnlyMemory<byte> body, string? contentType = null, IReadOnlyList<SipHeader>? headers = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Accepts the re-INVITE of the last <see cref="OfferReceived"/> with 200.</summary>
    /// <param name="body">The answer (or our offer, when theirs was empty).</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task AnswerOfferAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Refuses the re-INVITE of the last <see cref="OfferReceived"/>; the call goes on as it was.</summary>
    /// <param name="status">400 to 699; 488 by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectOfferAsync(int status = 488, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
