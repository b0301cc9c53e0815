using System.Net;
using Parley.Sip.Dialogs;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;
using Parley.Sip.UserAgents;

namespace Parley.Sip;

/// <summary>A call that came in. It rings nobody by itself: 100 is sent, the rest is the owner's.</summary>
public sealed class IncomingCall : SipCall
{
    private readonly ServerInviteTransaction _transaction;
    private readonly SessionTimer _timer;
    private readonly ReliableProvisionals _reliable;
    private Dialog? _dialog;
    private ServerTransaction? _offer;
    private Action? _heldBack;
    private bool _offeredEarly;

    internal IncomingCall(UserAgent agent, ServerInviteTransaction transaction, IPEndPoint remote)
        : base(agent, transaction.Request.CallId, agent.Ids.NewTag())
    {
        (_transaction, Remote) = (transaction, remote);
        transaction.ToTag = LocalTag;
        _timer = new(agent, agent.Options.SessionTimers);
        _reliable = new(agent, transaction, () => Refuse(504, SipFailureKind.Timeout, null, [], null, "No PRACK came"));
        transaction.Cancelled = cancel => Refuse(487, SipFailureKind.Cancelled, null, [], cancel.Reason);
    }

    /// <summary>The INVITE.</summary>
    public SipRequest Invite => _transaction.Request;

    /// <summary>
    /// The answered call of ours whose place it is to take (RFC 3891), if any: who answers this one hangs that one up. Our owner has to see to it that the two
    /// belong together.
    /// </summary>
    public SipCall? Replaced { get; internal init; }

    /// <summary>Where it came from.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>Whether our provisional responses are acknowledged with PRACK (RFC 3262): the caller insists on it, or can and we like to.</summary>
    public bool IsReliable => Agent.Options.ReliableProvisionals switch
    {
        SipReliability.Off => false,
        SipReliability.Allowed => Invite.Requires(SipOptionTags.Reliable),
        _ => Invite.Supports(SipOptionTags.Reliable),
    };

    /// <summary>Sends a provisional response: 180 for ringing, 183 with a body for early media. Does nothing once the call is answered or over.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="body">Session description; empty for none.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="reason">Goes into the Reason header.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task ProgressAsync(
        int status = 180,
        ReadOnlyMemory<byte> body = default,
        string contentType = "application/sdp",
        SipReason? reason = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 101);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 199);
        return DoAsync(() => Progress(status, body, contentType, reason), cancellationToken);
    }

    /// <summary>
    /// Answers with 200. <see cref="CallConfirmed"/> follows when the far end acknowledges; without it the call is ended with BYE. Does
    /// nothing when the call is over already: the events say so.
    /// </summary>
    /// <param name="body">The answer to the offer in the INVITE (or our offer, when it had none).</param>
    /// <param name="contentType">Content-Type of the body.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task AnswerAsync(
        ReadOnlyMemory<byte> body, string contentType = "application/sdp", CancellationToken cancellationToken = default) =>
        DoAsync(() => Answer(body, contentType), cancellationToken);

    /// <summary>Refuses the call, or redirects it (3xx with Contact headers). Does nothing once it is answered or over.</summary>
    /// <param name="status">300 to 699.</param>
    /// <param name="reason">Goes into the Reason header.</param>
    /// <param name="headers">Further headers (Contact of a 3xx, Retry-After, Warning).</param>
    /// <param name="reasonPhrase">The words beside the status; <see langword="null"/> takes the usual ones.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectAsync(
        int status,
        SipReason? reason = null,
        IReadOnlyList<SipHeader>? headers = null,
        string? reasonPhrase = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        return DoAsync(() => Refuse(status, SipFailureKind.Rejected, reason, headers ?? [], reason, reasonPhrase), cancellationToken);
    }

    internal override void HangUp(SipReason? reason)
    {
        if (Session is not null)
        {
            Session.HangUp(reason);
        }
        else
        {
            Refuse(Agent.IsStopping ? 503 : 480, SipFailureKind.Rejected, reason, [], reason);
        }
    }

    internal override void Receive(ServerTransaction transaction)
    {
        if (Session is not null)
        {
            Session.Receive(transaction);
        }
        else if (_dialog is { } dialog && !dialog.TryAdvance(transaction.Request))
        {
            Agent.Answer(transaction, 500);
        }
        else if (transaction.Request.Method == SipMethods.Bye)
        {
            // A caller may end an early dialog with BYE instead of CANCEL (section 15.1.2).
            Agent.Answer(transaction, 200);
            Refuse(487, SipFailureKind.Cancelled, null, [], transaction.Request.Reason);
        }
        else if (transaction.Request.Method == SipMethods.Invite)
        {
            Agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "5"));
        }
        else if (_dialog is not null && transaction.Request.Method is SipMethods.Prack or SipMethods.Update or SipMethods.Info)
        {
            ReceiveEarly(transaction);
        }
        else
        {
            Agent.RefuseMethod(transaction);
        }
    }

    private protected override bool AnswerEarlyOffer(ReadOnlyMemory<byte> body, string contentType)
    {
        if (_offer is not { } offer)
        {
            return false;
        }

        _offer = null;
        AcceptEarly(offer, body, contentType);
        return true;
    }

    private protected override void RejectEarlyOffer(int status)
    {
        if (_offer is { } offer)
        {
            _offer = null;
            Agent.Answer(offer, status);
        }
    }

    // Before the answer: PRACK (RFC 3262), UPDATE (RFC 3311) and the digits of eager gateways.
    private void ReceiveEarly(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (Agent.FindUnsupported(request) is { } unsupported)
        {
            Agent.Answer(transaction, 420, (SipHeaderNames.Unsupported, unsupported));
        }
        else if (request.Method == SipMethods.Info)
        {
            Agent.Answer(transaction, IsBehind ? 503 : 200);
            if (!IsBehind)
            {
                Publish(new InfoReceived(request.Body, request.ContentType));
            }
        }
        else if (request.Method == SipMethods.Prack && !_reliable.TryAcknowledge(request))
        {
            Agent.Answer(transaction, 481);
        }
        else
        {
            ReceiveEarlyDescription(transaction);
            AnswerIfHeldBack();
        }
    }

    private void ReceiveEarlyDescription(ServerTransaction transaction)
    {
        var request = transaction.Request;
        _dialog!.RefreshTarget(request);
        if (request.Body.IsEmpty)
        {
            AcceptEarly(transaction, default, "");
        }
        else if (_offeredEarly && request.Method == SipMethods.Prack)
        {
            _offeredEarly = false;
            AcceptEarly(transaction, default, "");
            Publish(new EarlyAnswerReceived(request.Body, request.ContentType));
        }
        else if (_offer is not null)
        {
            Agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "5"));
        }
        else
        {
            _offer = transaction;
            Publish(new OfferReceived(request.Body, request.ContentType));
        }
    }

    private void AcceptEarly(ServerTransaction transaction, ReadOnlyMemory<byte> body, string contentType)
    {
        var response = SipResponse.Create(transaction.Request, 200, toTag: LocalTag, body: body, contentType: contentType);
        if (transaction.Request.Method == SipMethods.Update)
        {
            Agent.Introduce(response, transaction.Destination);
        }

        transaction.Respond(response);
    }

    private void Progress(int status, ReadOnlyMemory<byte> body, string contentType, SipReason? reason)
    {
        if (_transaction.IsAnswered)
        {
            return;
        }

        OpenDialog();
        var response = SipResponse.Create(Invite, status, toTag: LocalTag, body: body, contentType: contentType);
        Agent.Introduce(response, _transaction.Destination);
        if (reason is not null)
        {
            response.Headers.Add(SipHeaderNames.Reason, reason.ToString());
        }

        if (IsReliable)
        {
            _offeredEarly |= !body.IsEmpty && Invite.Body.IsEmpty;
            _reliable.Send(response);
        }
        else
        {
            _transaction.Respond(response);
        }
    }

    private void Answer(ReadOnlyMemory<byte> body, string contentType)
    {
        if (_transaction.IsAnswered)
        {
            return;
        }

        if (_reliable.HoldsBackAnswer)
        {
            _heldBack = () => Answer(body, contentType);
            return;
        }

        _reliable.Stop();
        RejectEarlyOffer(487);
        Session = new(Agent, this, OpenDialog(), digest: null, _timer);
        Session.Accept(_transaction, body, contentType);
    }

    private void AnswerIfHeldBack()
    {
        if (_heldBack is { } answer && !_reliable.HoldsBackAnswer)
        {
            _heldBack = null;
            answer();
        }
    }

    private void Refuse(
        int status, SipFailureKind kind, SipReason? given, IReadOnlyList<SipHeader> headers, SipReason? cause, string? reasonPhrase = null)
    {
        if (_transaction.IsAnswered)
        {
            return;
        }

        var response = SipResponse.Create(Invite, status, reasonPhrase, LocalTag);
        response.Headers.AddRange(headers);
        if (given is not null)
        {
            response.Headers.Add(SipHeaderNames.Reason, given.ToString());
        }

        _reliable.Stop();
        RejectEarlyOffer(487);
        _transaction.Respond(response);
        if (_dialog is not null)
        {
            Agent.DialogRemoved();
        }

        Finish(new CallFailed(new(kind, status, response.ReasonPhrase) { Reason = cause }));
        Release();
    }

    private Dialog OpenDialog()
    {
        if (_dialog is null)
        {
            _dialog = Dialog.FromInvite(Invite, LocalTag, Remote);
            Agent.DialogAdded();
        }

        return _dialog;
    }
}
