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
    private Dialog? _dialog;

    internal IncomingCall(UserAgent agent, ServerInviteTransaction transaction, IPEndPoint remote)
        : base(agent, transaction.Request.CallId, agent.Ids.NewTag())
    {
        (_transaction, Remote) = (transaction, remote);
        transaction.ToTag = LocalTag;
        transaction.Cancelled = cancel => Refuse(487, SipFailureKind.Cancelled, null, [], cancel.Reason);
    }

    /// <summary>The INVITE.</summary>
    public SipRequest Invite => _transaction.Request;

    /// <summary>Where it came from.</summary>
    public IPEndPoint Remote { get; }

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
        else
        {
            Agent.RefuseMethod(transaction);
        }
    }

    private void Progress(int status, ReadOnlyMemory<byte> body, string contentType, SipReason? reason)
    {
        if (_transaction.IsAnswered)
        {
            return;
        }

        OpenDialog();
        var response = SipResponse.Create(Invite, status, toTag: LocalTag, body: body, contentType: contentType);
        response.Headers.Add(SipHeaderNames.Contact, Agent.ContactFor(_transaction.Destination));
        if (reason is not null)
        {
            response.Headers.Add(SipHeaderNames.Reason, reason.ToString());
        }

        _transaction.Respond(response);
    }

    private void Answer(ReadOnlyMemory<byte> body, string contentType)
    {
        if (!_transaction.IsAnswered)
        {
            Session = new(Agent, this, OpenDialog(), digest: null);
            Session.Accept(_transaction, body, contentType);
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
