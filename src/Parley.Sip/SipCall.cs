using System.Threading.Channels;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;
using Parley.Sip.UserAgents;

namespace Parley.Sip;

/// <summary>One call, in either direction. Every public member may be called from any thread.</summary>
public abstract class SipCall
{
    // Few and small; what the far end could make many of is refused when the owner does not keep up.
    private const int MaxUnread = 100;

    private readonly Channel<SipCallEvent> _events = Channel.CreateUnbounded<SipCallEvent>(new() { SingleWriter = true });
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected SipCall(UserAgent agent, string callId, string localTag) => (Agent, CallId, LocalTag) = (agent, callId, localTag);

    /// <summary>Call-ID of the dialog.</summary>
    public string CallId { get; }

    /// <summary>What happens, in order. Completes after exactly one <see cref="CallEnded"/> or <see cref="CallFailed"/>.</summary>
    public ChannelReader<SipCallEvent> Events => _events.Reader;

    /// <summary>Completes when the last event is out; the far end may still have to hear of it.</summary>
    public Task Completion => _completion.Task;

    internal string LocalTag { get; }

    /// <summary>Completes when nothing of the call is left to do: its BYE or CANCEL is answered, or given up.</summary>
    internal Task Released => _released.Task;

    /// <summary>Whether the last event is out.</summary>
    internal bool IsOver => _completion.Task.IsCompleted;

    /// <summary>Whether the owner has stopped reading: what can be left out is.</summary>
    internal bool IsBehind => _events.Reader.Count >= MaxUnread;

    private protected UserAgent Agent { get; }

    /// <summary>The dialog in use; <see langword="null"/> until the call is answered.</summary>
    private protected InviteSession? Session { get; set; }

    /// <summary>
    /// Ends the call as its state demands: CANCEL while it rings, BYE once answered, 480 for an unanswered incoming call. May be
    /// called at any time and more than once. The last event comes at once, except that a ringing call waits for the answer to its CANCEL.
    /// </summary>
    /// <param name="reason">Goes into the Reason header.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up itself goes on.</param>
    /// <returns>A task that ends when the far end has confirmed, or the timers have run out.</returns>
    public async Task HangUpAsync(SipReason? reason = null, CancellationToken cancellationToken = default)
    {
        if (!Released.IsCompleted && Agent.Dispatcher.Post(() => HangUp(reason)))
        {
            await Released.UntilAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Forgets an answered call without telling the far end, as a phone does whose battery runs out: what comes in for it later is answered with 481. Does
    /// nothing before the answer and after the end.
    /// </summary>
    public void Abandon() => Agent.Dispatcher.Post(() =>
    {
        if (Session is not null)
        {
            Abort();
        }
    });

    /// <summary>
    /// Sends a re-INVITE with a new offer and returns its final response. A 491 is tried again as RFC 3261, section 14.1, says; it is
    /// returned when an offer of the far end waits for its answer.
    /// </summary>
    /// <param name="body">The offer.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public async Task<SipResponse> ReinviteAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default)
    {
        var result = await Agent.Dispatcher.InvokeAsync(() => Answered.Reinvite(body, contentType));
        return await result.UntilAsync(cancellationToken);
    }

    /// <summary>
    /// Sends an UPDATE (RFC 3311) and returns its final response: with an offer, or without one to keep the session alive. A 491 is returned as it comes.
    /// </summary>
    /// <param name="body">The offer; empty for none.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public async Task<SipResponse> UpdateAsync(
        ReadOnlyMemory<byte> body = default, string contentType = "application/sdp", CancellationToken cancellationToken = default)
    {
        var result = await Agent.Dispatcher.InvokeAsync(() => Answered.Update(body, contentType));
        return await result.UntilAsync(cancellationToken);
    }

    /// <summary>Whether the far end takes INFO, for all that is known: it has not left it out of its Allow. <see langword="false"/> before the answer.</summary>
    public bool TakesInfo => Session is { Dialog.TakesInfo: true };

    /// <summary>Sends a request other than INVITE inside the call (INFO, MESSAGE ...) and returns its final response.</summary>
    /// <param name="method">The method.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public async Task<SipResponse> SendAsync(
        string method,
        ReadOnlyMemory<byte> body,
        string? contentType = null,
        IReadOnlyList<SipHeader>? headers = null,
        CancellationToken cancellationToken = default)
    {
        if (method is SipMethods.Invite or SipMethods.Ack or SipMethods.Bye or SipMethods.Cancel or SipMethods.Update or SipMethods.Prack || !SipTokens.IsToken(method))
        {
            throw new ArgumentException($"{method} cannot be sent this way.", nameof(method));
        }

        var result = await Agent.Dispatcher.InvokeAsync(() => Answered.Send(method, body, contentType, headers));
        return await result.UntilAsync(cancellationToken);
    }

    /// <summary>
    /// Asks the far end to call somebody (REFER, RFC 3515) and returns its final response; a 2xx means that it tries. How that goes is told by
    /// <see cref="ReferProgress"/> events. While one is open another is answered with 491, here.
    /// </summary>
    /// <param name="target">Whom to call; its URI may carry headers, such as Replaces.</param>
    /// <param name="headers">Further headers, such as Referred-By.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public async Task<SipResponse> ReferAsync(NameAddress target, IReadOnlyList<SipHeader>? headers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var result = await Agent.Dispatcher.InvokeAsync(() => Answered.Refer(target, headers));
        return await result.UntilAsync(cancellationToken);
    }

    /// <summary>Takes on what the last <see cref="ReferReceived"/> asks for; how it goes is to be told by <see cref="NotifyReferAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="false"/> when the call ended meanwhile.</returns>
    public Task<bool> AcceptReferAsync(CancellationToken cancellationToken = default) =>
        Agent.Dispatcher.InvokeAsync(() => Session is { IsActive: true } session && session.Referrals.Accept()).UntilAsync(cancellationToken);

    /// <summary>Refuses what the last <see cref="ReferReceived"/> asks for.</summary>
    /// <param name="status">400 to 699; 603 by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectReferAsync(int status = 603, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        return DoAsync(() => Session?.Referrals.Reject(status), cancellationToken);
    }

    /// <summary>Tells the far end how the call that it asked for goes. A final status is the last word; behind it nothing is sent.</summary>
    /// <param name="status">SIP status of that call, 100 to 699.</param>
    /// <param name="reason">The words beside it; <see langword="null"/> takes the usual ones.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task NotifyReferAsync(int status, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        return DoAsync(() => _ = Session is { IsActive: true } session && session.Referrals.Notify(status, reason), cancellationToken);
    }

    /// <summary>
    /// The address under which somebody else can take the far end of this call over: its own, with a Replaces header that means this call (RFC 3891), fit to
    /// be the target of <see cref="ReferAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The call is not answered or has ended.</exception>
    public Task<SipUri> GetTakeoverAddressAsync(CancellationToken cancellationToken = default) => Agent.Dispatcher.InvokeAsync(() =>
    {
        var dialog = Answered.Dialog;
        var replaces = new SipReplaces(CallId, dialog.RemoteTag ?? "0", LocalTag);
        return dialog.RemoteTarget.ToRequestUri() with { Headers = [new(SipHeaderNames.Replaces, replaces.ToString())] };
    }).UntilAsync(cancellationToken);

    /// <summary>Accepts the re-INVITE of the last <see cref="OfferReceived"/> with 200.</summary>
    /// <param name="body">The answer (or our offer, when theirs was empty).</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="false"/> when the offer was taken back, or the call ended, meanwhile: the session stays as it was.</returns>
    public Task<bool> AnswerOfferAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        Agent.Dispatcher.InvokeAsync(() => Session?.AnswerOffer(body, contentType) ?? AnswerEarlyOffer(body, contentType)).UntilAsync(cancellationToken);

    /// <summary>Refuses the re-INVITE of the last <see cref="OfferReceived"/>; the call goes on as it was.</summary>
    /// <param name="status">400 to 699; 488 by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectOfferAsync(int status = 488, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        return DoAsync(
            () =>
            {
                if (Session is not null)
                {
                    Session.RejectOffer(status);
                }
                else
                {
                    RejectEarlyOffer(status);
                }
            },
            cancellationToken);
    }

    /// <summary>Whether the far end of the answered call has that tag.</summary>
    internal bool IsWith(string remoteTag) => Session is { } session && (session.Dialog.RemoteTag ?? "0") == remoteTag;

    /// <summary>Whether it is answered, and neither side has hung up.</summary>
    internal bool IsTalking => Session is { IsActive: true };

    internal void Publish(SipCallEvent happened) => _events.Writer.TryWrite(happened);

    /// <summary>Publishes the last event, once.</summary>
    internal void Finish(SipCallEvent last)
    {
        if (!IsOver)
        {
            Publish(last);
            _events.Writer.Complete();
            _completion.SetResult();
        }
    }

    /// <summary>Nothing is left to do: the endpoint forgets the call.</summary>
    internal void Release()
    {
        Agent.Remove(this);
        _released.TrySetResult();
    }

    /// <summary>Ends the call because the endpoint goes away; there is no time to tell anyone.</summary>
    internal void Abort()
    {
        Finish(Session is null
            ? new CallFailed(new(SipFailureKind.TransportError, 0, "The SIP endpoint was closed"))
            : new CallEnded(ByRemote: false, null));
        Session?.Abort();
        Release();
    }

    internal abstract void HangUp(SipReason? reason);

    /// <summary>Takes a request inside the dialog.</summary>
    internal abstract void Receive(ServerTransaction transaction);

    /// <summary>Takes the ACK of a 2xx.</summary>
    internal void ReceiveAck(SipRequest ack) => Session?.ReceiveAck(ack);

    private protected virtual bool AnswerEarlyOffer(ReadOnlyMemory<byte> body, string contentType) => false;

    private protected virtual void RejectEarlyOffer(int status)
    {
    }

    private protected async Task DoAsync(Action action, CancellationToken cancellationToken)
    {
        var done = Agent.Dispatcher.InvokeAsync(() =>
        {
            action();
            return true;
        });
        await done.UntilAsync(cancellationToken);
    }

    private InviteSession Answered => Session ?? throw new SipException($"Call {CallId} is not answered.");
}
