using Parley.Sip.Auth;
using Parley.Sip.Dialogs;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>An answered call: what goes on in both directions inside a confirmed dialog. Offers and refreshes are in the other part.</summary>
internal sealed partial class InviteSession(UserAgent agent, SipCall call, Dialog dialog, DigestClient? digest, SessionTimer timer)
{
    private const int TimerExpiry = 102;   // ITU-T Q.850: recovery on timer expiry.

    private readonly List<AnswerRetransmission> _unconfirmed = [];
    private ServerTransaction? _offer;
    private OutgoingReinvite? _reinvite;
    private SipReason? _byeReason;
    private SessionState _state;

    private enum SessionState
    {
        Active,
        Ending,
        ByeSent,
        Over,
    }

    public Dialog Dialog => dialog;

    public SessionTimer Timer => timer;

    /// <summary>Whether an offer of the far end waits for its answer.</summary>
    public bool HasOffer => _offer is not null;

    public bool IsActive => _state == SessionState.Active;

    /// <summary>Takes a request inside the dialog.</summary>
    public void Receive(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (dialog.RemoteTag != request.From.Tag || (_state != SessionState.Active && request.Method != SipMethods.Bye))
        {
            agent.Answer(transaction, 481);
            return;
        }

        if (!dialog.TryAdvance(request))
        {
            agent.Answer(transaction, 500);
            return;
        }

        switch (request.Method)
        {
            case not SipMethods.Bye when agent.FindUnsupported(request) is { } unsupported:
                agent.Answer(transaction, 420, (SipHeaderNames.Unsupported, unsupported));
                break;
            case SipMethods.Bye:
                agent.Answer(transaction, 200);
                EndByRemote(request.Reason);
                break;
            case SipMethods.Invite:
                ReceiveReinvite((ServerInviteTransaction)transaction);
                break;
            case SipMethods.Update:
                ReceiveUpdate(transaction);
                break;
            case SipMethods.Prack:
                agent.Answer(transaction, 481);
                break;
            case SipMethods.Info when call.IsBehind:
                agent.Answer(transaction, 503, (SipHeaderNames.RetryAfter, "5"));
                break;
            case SipMethods.Info:
                agent.Answer(transaction, 200);
                call.Publish(new InfoReceived(request.Body, request.ContentType));
                break;
            case SipMethods.Options:
                agent.AnswerOptions(transaction);
                break;
            case SipMethods.Refer:
                Referrals.Receive(transaction);
                break;
            case SipMethods.Notify:
                Referrals.ReceiveNotify(transaction);
                break;
            default:
                agent.RefuseMethod(transaction);
                break;
        }
    }

    /// <summary>Takes the ACK of a 2xx of ours.</summary>
    public void ReceiveAck(SipRequest ack)
    {
        var answer = _unconfirmed.Find(a => a.Sequence == ack.CSeq.Number);
        if (answer is null || dialog.RemoteTag != ack.From.Tag)
        {
            return;
        }

        answer.Stop();
        _unconfirmed.Remove(answer);
        if (_state == SessionState.Active)
        {
            NoteAck(ack);
            call.Publish(new CallConfirmed(ack.Body, ack.ContentType));
        }
        else
        {
            SendByeWhenConfirmed();
        }
    }

    public Task<SipResponse> Refer(NameAddress target, IReadOnlyList<SipHeader>? headers)
    {
        ThrowIfEnded();
        return Referrals.Refer(target, headers);
    }

    public Referrals Referrals => field ??= new(agent, call, this);

    public Task<SipResponse> Send(string method, ReadOnlyMemory<byte> body, string? contentType, IReadOnlyList<SipHeader>? headers)
    {
        ThrowIfEnded();
        var result = new TaskCompletionSource<SipResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(method, body, contentType, headers, response => result.TrySetResult(response));
        return result.Task;
    }

    /// <summary>Sends a request and hands its final response to the owner of it, on the loop.</summary>
    /// <returns>Its number.</returns>
    public uint Send(string method, ReadOnlyMemory<byte> body, string? contentType, IReadOnlyList<SipHeader>? headers, Action<SipResponse> done)
    {
        var plain = dialog.CreateRequest(method);
        var number = plain.CSeq.Number;
        var request = new SipRequest(method, plain.Uri) { Headers = plain.Headers, Body = body };
        if (method is SipMethods.Refer or SipMethods.Notify)
        {
            request.Headers.Add(SipHeaderNames.Contact, agent.ContactFor(dialog.NextHop));
        }

        request.Headers.AddRange(headers ?? []);
        if (!body.IsEmpty && contentType is not null)
        {
            request.Headers.Add(SipHeaderNames.ContentType, contentType);
        }

        new ClientExchange(agent, digest, dialog.NextHop, dialog.NextSequence, r =>
        {
            if (!r.Response.IsProvisional)
            {
                // A subscription may be over without the call being so (RFC 5057, section 5.1).
                if (method != SipMethods.Notify)
                {
                    EndIfGone(r);
                }

                done(r.Response);
            }
        }).Begin(request);
        return number;
    }

    /// <summary>Ends the call from our side. Before the ACK of our 200 the BYE waits for it (section 15).</summary>
    public void HangUp(SipReason? reason)
    {
        if (_state != SessionState.Active)
        {
            return;
        }

        timer.Stop();
        _state = SessionState.Ending;
        _byeReason = reason;
        DropOffers();
        SendByeWhenConfirmed();
        call.Finish(new CallEnded(ByRemote: false, reason));
    }

    /// <summary>The endpoint goes away.</summary>
    public void Abort()
    {
        timer.Stop();
        _reinvite?.Drop();
        _unconfirmed.ForEach(a => a.Stop());
        End();
    }

    /// <summary>A request of ours found no dialog, or nobody, at the other end: the call is dead (section 12.2.1.2).</summary>
    public void EndIfGone(ClientResult result)
    {
        if (result.Response.Status is 481 or 408)
        {
            HangUp(new SipReason("SIP", result.Response.Status, result.Response.ReasonPhrase));
        }
    }

    /// <summary>The far end hung up.</summary>
    public void EndByRemote(SipReason? reason)
    {
        timer.Stop();
        DropOffers();
        _unconfirmed.ForEach(a => a.Stop());
        _unconfirmed.Clear();
        call.Finish(new CallEnded(ByRemote: true, reason));
        if (_state is SessionState.Active or SessionState.Ending)
        {
            End();
        }
    }

    private void AckMissing(AnswerRetransmission answer)
    {
        _unconfirmed.Remove(answer);
        HangUp(new SipReason("SIP", 408, "ACK missing"));
        SendByeWhenConfirmed();
    }

    private void DropOffers()
    {
        RejectOffer(487);
        Referrals.Reject(487);
        _reinvite?.Drop();
    }

    private void SendByeWhenConfirmed()
    {
        if (_state != SessionState.Ending || _unconfirmed.Count > 0)
        {
            return;
        }

        _state = SessionState.ByeSent;
        var bye = dialog.CreateRequest(SipMethods.Bye);
        if (_byeReason is not null)
        {
            bye.Headers.Add(SipHeaderNames.Reason, _byeReason.ToString());
        }

        new ClientExchange(agent, digest, dialog.NextHop, dialog.NextSequence, r =>
        {
            if (!r.Response.IsProvisional)
            {
                End();
            }
        }).Begin(bye);
    }

    private void End()
    {
        if (_state != SessionState.Over)
        {
            _state = SessionState.Over;
            agent.DialogRemoved();
            call.Release();
        }
    }

    private void ThrowIfEnded()
    {
        if (_state != SessionState.Active)
        {
            throw new SipException($"Call {call.CallId} has ended.");
        }
    }
}
