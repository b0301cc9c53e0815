using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>The offers of both sides after the answer: re-INVITE, UPDATE (RFC 3311), and the refreshes of the session timer (RFC 4028).</summary>
internal sealed partial class InviteSession
{
    private (ReadOnlyMemory<byte> Body, string ContentType) _ours;
    private ReadOnlyMemory<byte> _theirs;
    private bool _updating;

    /// <summary>The far end answered our INVITE.</summary>
    /// <param name="offer">What we offered.</param>
    /// <param name="contentType">Content-Type of the offer.</param>
    /// <param name="response">The 2xx.</param>
    public void Begin(ReadOnlyMemory<byte> offer, string contentType, SipResponse response)
    {
        (_ours, _theirs) = ((offer, contentType), response.Body);
        timer.Attach(Refresh, Expire);
        timer.Learn(response);
    }

    /// <summary>Answers an INVITE with 200 and repeats it until the ACK comes.</summary>
    public void Accept(ServerInviteTransaction transaction, ReadOnlyMemory<byte> body, string contentType)
    {
        timer.Attach(Refresh, Expire);
        _unconfirmed.Add(new(agent, transaction, CreateAnswer(transaction, body, contentType), AckMissing));
    }

    /// <summary>Accepts the offer that waits; <see langword="false"/> when none does.</summary>
    public bool AnswerOffer(ReadOnlyMemory<byte> body, string contentType)
    {
        if (_offer is not { } offer)
        {
            return false;
        }

        _offer = null;
        dialog.RefreshTarget(offer.Request);
        if (offer is ServerInviteTransaction invite)
        {
            Accept(invite, body, contentType);
        }
        else
        {
            offer.Respond(CreateAnswer(offer, body, contentType));
        }

        return true;
    }

    public void RejectOffer(int status)
    {
        if (_offer is { } offer)
        {
            _offer = null;
            agent.Answer(offer, status);
        }
    }

    public Task<SipResponse> Reinvite(ReadOnlyMemory<byte> body, string contentType)
    {
        ThrowIfEnded();
        var request = dialog.CreateRequest(SipMethods.Invite);
        if (IsNegotiating)
        {
            // Section 14.1: never a second INVITE beside one under way; the same answer as from the far end.
            return Task.FromResult(SipResponse.Create(request, 491));
        }

        _reinvite = new(agent, this, digest, body, contentType, ownsCallId: call is OutgoingCall);
        return _reinvite.Begin(request);
    }

    public Task<SipResponse> Update(ReadOnlyMemory<byte> body, string contentType)
    {
        ThrowIfEnded();
        if (IsNegotiating)
        {
            return Task.FromResult(SipResponse.Create(dialog.CreateRequest(SipMethods.Update), 491));
        }

        var result = new TaskCompletionSource<SipResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        SendUpdate(body, contentType, response => result.TrySetResult(response));
        return result.Task;
    }

    /// <summary>A change that we asked for is agreed on.</summary>
    public void Changed(ReadOnlyMemory<byte> ours, string contentType, SipResponse response)
    {
        dialog.RefreshTarget(response);
        timer.Learn(response);
        if (!ours.IsEmpty)
        {
            (_ours, _theirs) = ((ours, contentType), response.Body);
        }
    }

    /// <summary>What the far end described last.</summary>
    public ReadOnlyMemory<byte> TheirDescription => _theirs;

    private bool IsNegotiating => _offer is not null || _updating || _reinvite is { IsDone: false };

    private SipResponse CreateAnswer(ServerTransaction transaction, ReadOnlyMemory<byte> body, string contentType)
    {
        var request = transaction.Request;
        var response = SipResponse.Create(request, 200, toTag: call.LocalTag, body: body, contentType: contentType);
        agent.Introduce(response, transaction.Destination);
        timer.Accept(request, response);
        if (!body.IsEmpty)
        {
            _ours = (body, contentType);
            _theirs = request.Body;
        }

        return response;
    }

    private void ReceiveReinvite(ServerInviteTransaction transaction)
    {
        var request = transaction.Request;
        if (_reinvite is { IsPending: true } || _updating)
        {
            agent.Answer(transaction, 491);
        }
        else if (_offer is not null)
        {
            agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "5"));
        }
        else if (timer.IsTooShort(request))
        {
            timer.RefuseTooShort(transaction);
        }
        else
        {
            _offer = transaction;
            transaction.Cancelled = _ => RejectOffer(487);
            agent.Answer(transaction, 100);
            call.Publish(new OfferReceived(request.Body, request.ContentType));
        }
    }

    // RFC 3311, section 5.2. Without an offer there is nothing to ask the owner.
    private void ReceiveUpdate(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (timer.IsTooShort(request))
        {
            timer.RefuseTooShort(transaction);
        }
        else if (request.Body.IsEmpty)
        {
            dialog.RefreshTarget(request);
            transaction.Respond(CreateAnswer(transaction, default, ""));
        }
        else if (_reinvite is { IsPending: true } || _updating)
        {
            agent.Answer(transaction, 491);
        }
        else if (_offer is not null)
        {
            agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "5"));
        }
        else
        {
            _offer = transaction;
            call.Publish(new OfferReceived(request.Body, request.ContentType));
        }
    }

    // Without a body when the session is only to be kept alive, which is what UPDATE does best (RFC 4028, section 7.4).
    private void Refresh()
    {
        if (_state != SessionState.Active)
        {
            return;
        }

        if (IsNegotiating || _unconfirmed.Count > 0)
        {
            timer.Retry();
        }
        else if (dialog.TakesUpdate)
        {
            SendUpdate(default, "", Refreshed);
        }
        else
        {
            _reinvite = new(agent, this, digest, _ours.Body, _ours.ContentType, ownsCallId: call is OutgoingCall) { Finished = RefreshedByInvite };
            _ = _reinvite.Begin(dialog.CreateRequest(SipMethods.Invite));
        }
    }

    private void RefreshedByInvite(ReadOnlyMemory<byte> before, SipResponse response)
    {
        Refreshed(response);
        if (response.IsSuccess && !response.Body.Span.SequenceEqual(before.Span))
        {
            call.Publish(new AnswerChanged(response.Body, response.ContentType));
        }
    }

    private void Refreshed(SipResponse response)
    {
        if (_state != SessionState.Active || response.IsSuccess)
        {
            return;
        }

        timer.Retry();
    }

    // Nobody keeps the session alive any more (RFC 4028, section 10).
    private void Expire() => HangUp(SipReason.Q850(TimerExpiry, "session timer expired"));

    private void SendUpdate(ReadOnlyMemory<byte> body, string contentType, Action<SipResponse> done)
    {
        var plain = dialog.CreateRequest(SipMethods.Update);
        var request = new SipRequest(plain.Method, plain.Uri) { Headers = plain.Headers, Body = body };
        agent.Introduce(request, dialog.NextHop);
        timer.Ask(request);
        if (!body.IsEmpty)
        {
            request.Headers.Add(SipHeaderNames.ContentType, contentType);
        }

        _updating = true;
        new ClientExchange(agent, digest, dialog.NextHop, dialog.NextSequence, result =>
        {
            if (!result.Response.IsProvisional)
            {
                _updating = false;
                Updated(result, body, contentType, done);
            }
        }).Begin(request);
    }

    private void Updated(ClientResult result, ReadOnlyMemory<byte> body, string contentType, Action<SipResponse> done)
    {
        var response = result.Response;
        if (_state == SessionState.Active && timer.TryRaise(response))
        {
            SendUpdate(body, contentType, done);
            return;
        }

        if (response.IsSuccess)
        {
            Changed(body, contentType, response);
        }
        else if (response.Status is 405 or 501)
        {
            dialog.ForgetUpdate();
        }

        EndIfGone(result);
        done(response);
    }

    private void NoteAck(SipRequest ack) => _theirs = ack.Body.IsEmpty ? _theirs : ack.Body;
}
