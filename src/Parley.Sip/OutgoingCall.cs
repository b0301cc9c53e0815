using Parley.Sip.Auth;
using Parley.Sip.Dialogs;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transactions;
using Parley.Sip.UserAgents;

namespace Parley.Sip;

/// <summary>A call that we placed; made by <see cref="SipEndpoint.Invite"/>.</summary>
public sealed class OutgoingCall : SipCall
{
    private readonly DigestClient? _digest;
    private readonly ClientExchange _exchange;
    private readonly EarlyDialogs _early;
    private readonly SessionTimer _timer;
    private readonly Dictionary<string, byte[]> _acks = [];
    private readonly HashSet<string> _hungUpEarly = [];
    private IDisposable? _ringTimer;
    private IDisposable? _cancelGuard;
    private SipFailureKind? _givenUp;
    private SipReason? _giveUpReason;
    private bool _trying;
    private bool _cancelSent;
    private bool _inviteDone;
    private int _pendingByes;

    internal OutgoingCall(UserAgent agent, OutgoingInvite request, string callId, string localTag)
        : base(agent, callId, localTag)
    {
        Request = request;
        _digest = request.Credentials is { } credentials ? new(credentials, agent.Ids.NewNonce) : null;
        _early = new(agent, _digest, this);
        _timer = new(agent, request.SessionTimers ?? agent.Options.SessionTimers);
        _exchange = new(agent, _digest, request.Destination, nextSequence: null, Receive);
    }

    /// <summary>What was dialled.</summary>
    public OutgoingInvite Request { get; }

    internal void Begin()
    {
        if (Agent.IsStopping)
        {
            Abort();
            return;
        }

        Agent.Add(this);
        _ringTimer = Agent.Schedule(Request.RingTimeout, () => GiveUp(SipFailureKind.RingTimeout, null));
        _exchange.Begin(CreateInvite());
        if (Request.ResponseTimeout is { } timeout)
        {
            Agent.Schedule(timeout, GiveUpUnlessHeard);
        }
    }

    internal override void HangUp(SipReason? reason)
    {
        if (Session is not null)
        {
            Session.HangUp(reason);
        }
        else
        {
            GiveUp(SipFailureKind.Cancelled, reason);
        }
    }

    internal override void Receive(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (Session is not null)
        {
            Session.Receive(transaction);
        }
        else if (request.Method == SipMethods.Bye && !_inviteDone)
        {
            // The 200 got lost or was overtaken: the far end has answered and hung up already (RFC 5407, section 3.1.3).
            Agent.Answer(transaction, 200);
            _hungUpEarly.Add(request.From.Tag ?? "");
        }
        else
        {
            _early.Receive(transaction);
        }
    }

    private protected override bool AnswerEarlyOffer(ReadOnlyMemory<byte> body, string contentType) => _early.AnswerOffer(body, contentType);

    private protected override void RejectEarlyOffer(int status) => _early.RejectOffer(status);

    private SipRequest CreateInvite()
    {
        var request = new SipRequest(SipMethods.Invite, Request.Uri.ToRequestUri()) { Body = Request.Body };
        var headers = request.Headers;
        headers.AddRange(Request.Route.Select(uri => new SipHeader(SipHeaderNames.Route, $"<{uri}>")));
        headers.Add(SipHeaderNames.From, Request.From.WithTag(LocalTag).ToString());
        headers.Add(SipHeaderNames.To, (Request.To ?? new NameAddress(Request.Uri.ToRequestUri())).ToString());
        headers.Add(SipHeaderNames.CallId, CallId);
        headers.Add(SipHeaderNames.CSeq, new CSeq(1, SipMethods.Invite).ToString());
        Agent.Introduce(request, Request.Destination);
        AskForReliability(headers);
        _timer.Ask(request);
        headers.AddRange(Request.Headers);
        if (!Request.Body.IsEmpty)
        {
            headers.Add(SipHeaderNames.ContentType, Request.ContentType);
        }

        return request;
    }

    // Without an offer of ours a reliable response would bring theirs, to be answered in PRACK; then rather none.
    private void AskForReliability(SipHeaders headers)
    {
        var wanted = Request.ReliableProvisionals ?? Agent.Options.ReliableProvisionals;
        if (wanted == SipReliability.Off || Request.Body.IsEmpty)
        {
            headers.Set(SipHeaderNames.Supported, $"{SipOptionTags.Replaces}, {SipOptionTags.Timer}");
        }
        else if (wanted == SipReliability.Required)
        {
            headers.Add(SipHeaderNames.Require, SipOptionTags.Reliable);
        }
    }

    private void Receive(ClientResult result)
    {
        var response = result.Response;
        if (response.IsProvisional)
        {
            ReceiveProvisional(response);
        }
        else if (response.IsSuccess)
        {
            ReceiveSuccess(response);
        }
        else
        {
            ReceiveFailure(result);
        }
    }

    private void ReceiveProvisional(SipResponse response)
    {
        if (_givenUp is not null)
        {
            SendCancel();
            return;
        }

        if (response.Status == 100)
        {
            if (!_trying)
            {
                _trying = true;
                Publish(new CallTrying(response.Status));
            }

            return;
        }

        if (IsBehind || !_early.TryTake(_exchange.Request!, response, Request.Destination))
        {
            return;
        }

        Publish(new CallProgress(response.Status, response.ReasonPhrase, response.Body, response.ContentType)
        {
            Cause = response.Reason,
            RemoteTag = response.To.Tag,
        });
    }

    private void ReceiveSuccess(SipResponse response)
    {
        var tag = response.To.Tag ?? "";
        if (_acks.TryGetValue(tag, out var ack))
        {
            Agent.Send(ack, Dialog.FromResponse(_exchange.Request!, response, Request.Destination).NextHop);
            return;
        }

        _inviteDone = true;
        StopTimers();
        var dialog = _early.Take(tag);
        if (dialog is null)
        {
            dialog = Dialog.FromResponse(_exchange.Request!, response, Request.Destination);
        }
        else
        {
            dialog.Refresh(response);
        }

        Acknowledge(dialog, tag);
        _early.Clear();
        Agent.DialogAdded();
        if (_givenUp is null && Session is null)
        {
            Answer(dialog, response, tag);
        }
        else
        {
            EndUnwanted(dialog, tag);
        }
    }

    private void Answer(Dialog dialog, SipResponse response, string tag)
    {
        Session = new(Agent, this, dialog, _digest, _timer);
        Session.Begin(Request.Body, Request.ContentType, response);
        Publish(new CallAnswered(response));
        if (_hungUpEarly.Contains(tag))
        {
            Session.EndByRemote(null);
        }
    }

    // A late 200 after CANCEL, or the second of a fork: acknowledged above, and ended (section 13.2.2.4).
    private void EndUnwanted(Dialog dialog, string tag)
    {
        if (_givenUp is { } kind)
        {
            Finish(new CallFailed(new(kind, 0, "Answered too late, and ended") { Reason = _giveUpReason }));
        }

        if (_hungUpEarly.Contains(tag))
        {
            Agent.DialogRemoved();
            ReleaseWhenDone();
            return;
        }

        _pendingByes++;
        var bye = dialog.CreateRequest(SipMethods.Bye);
        if (_giveUpReason is not null)
        {
            bye.Headers.Add(SipHeaderNames.Reason, _giveUpReason.ToString());
        }

        new ClientExchange(Agent, _digest, dialog.NextHop, dialog.NextSequence, r =>
        {
            if (!r.Response.IsProvisional)
            {
                _pendingByes--;
                Agent.DialogRemoved();
                ReleaseWhenDone();
            }
        }).Begin(bye);
    }

    private void Acknowledge(Dialog dialog, string tag)
    {
        var ack = dialog.CreateAck(_exchange.Request!);
        Agent.Stamp(ack, dialog.NextHop);
        Agent.Send(_acks[tag] = SipWriter.ToArray(ack), dialog.NextHop);
    }

    private void ReceiveFailure(ClientResult result)
    {
        if (_givenUp is null && _timer.TryRaise(result.Response))
        {
            AskAgain();
            return;
        }

        _inviteDone = true;
        StopTimers();
        _early.Clear();
        Finish(new CallFailed(SipFailures.Of(result, _givenUp)));
        ReleaseWhenDone();
    }

    // Nothing may be cancelled before the first provisional response (section 9.1). Then there is nobody to wait for either: the owner
    // hears at once, and what comes later is cancelled, or acknowledged and ended.
    private void GiveUp(SipFailureKind kind, SipReason? reason)
    {
        if (_givenUp is not null || _inviteDone)
        {
            return;
        }

        (_givenUp, _giveUpReason) = (kind, reason);
        _exchange.GiveUp();
        _ringTimer?.Dispose();
        if (_exchange.Transaction is ClientInviteTransaction { State: ClientInviteTransaction.TransactionState.Proceeding })
        {
            SendCancel();
        }
        else
        {
            Finish(new CallFailed(SipFailures.Of(kind, reason)));
        }
    }

    private void GiveUpUnlessHeard()
    {
        if (_exchange.Transaction is IClientTransaction { IsWaiting: true })
        {
            GiveUp(SipFailureKind.Timeout, null);
        }
    }

    private void SendCancel()
    {
        if (_cancelSent)
        {
            return;
        }

        _cancelSent = true;
        var invite = _exchange.Request!;
        var cancel = new SipRequest(SipMethods.Cancel, invite.Uri);
        cancel.Headers.Add(SipHeaderNames.Via, invite.TopVia.ToString());
        cancel.Headers.AddRange(invite.Headers.Where(
            h => h.Name is SipHeaderNames.Route or SipHeaderNames.From or SipHeaderNames.To or SipHeaderNames.CallId));
        cancel.Headers.Add(SipHeaderNames.CSeq, new CSeq(invite.CSeq.Number, SipMethods.Cancel).ToString());
        if (_giveUpReason is not null)
        {
            cancel.Headers.Add(SipHeaderNames.Reason, _giveUpReason.ToString());
        }

        Agent.Begin(cancel, _exchange.Transaction!.Destination, _ => { });
        _cancelGuard = Agent.Schedule(Agent.Timers.TransactionTimeout, () => (_exchange.Transaction as ClientInviteTransaction)?.Abandon());
    }

    private void StopTimers()
    {
        _ringTimer?.Dispose();
        _cancelGuard?.Dispose();
    }

    // The same INVITE with the interval that the far end insists on (RFC 4028, section 7.3).
    private void AskAgain()
    {
        _early.Clear();
        var again = _exchange.Request!.Again(_exchange.Request!.CSeq.Number + 1);
        _timer.Ask(again);
        _exchange.Begin(again);
    }

    private void ReleaseWhenDone()
    {
        if (_inviteDone && _pendingByes == 0 && Session is null)
        {
            Release();
        }
    }
}
