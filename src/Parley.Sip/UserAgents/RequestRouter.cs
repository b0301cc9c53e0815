using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>What a user agent server does with a request before a call sees it (RFC 3261, section 8.2).</summary>
internal sealed class RequestRouter(UserAgent agent)
{
    public void Receive(SipRequest request, IPEndPoint remote, bool reliable)
    {
        if (agent.Options.Ignores?.Invoke(request) is true)
        {
            agent.Drop("a request that is ignored as if it were lost", remote);
            return;
        }

        ResponseRoute.Note(request, remote);
        var known = agent.Transactions.FindServer(request);
        if (request.Method == SipMethods.Ack)
        {
            ReceiveAck(request, known, remote);
        }
        else if (known is not null)
        {
            known.Receive(request);
        }
        else
        {
            Open(request, remote, ResponseRoute.Of(request, remote, reliable));
        }
    }

    // The ACK of a refusal ends its transaction; that of a 2xx is the call's, even if an old peer repeats the branch.
    private void ReceiveAck(SipRequest ack, ServerTransaction? known, IPEndPoint remote)
    {
        if (known is ServerInviteTransaction { State: not ServerInviteTransaction.TransactionState.Accepted })
        {
            known.Receive(ack);
        }
        else if (agent.FindCall(ack) is { } call)
        {
            call.ReceiveAck(ack);
        }
        else
        {
            agent.Drop("an ACK that belongs to no call", remote);
        }
    }

    private void Open(SipRequest request, IPEndPoint remote, IPEndPoint destination)
    {
        var admission = request.To.Tag is null && agent.Options.Guard is { } guard && agent.Transactions.FindCancelled(request) is null
            ? guard.Admit(request, remote)
            : SipAdmission.Granted;
        if (admission.Status < 0)
        {
            agent.Drop("a request of somebody who is not answered any more", remote);
            return;
        }

        var merged = request.Method != SipMethods.Cancel && agent.Transactions.IsMerged(request);
        ServerTransaction transaction = request.Method == SipMethods.Invite
            ? new ServerInviteTransaction(agent, request, destination)
            : new ServerNonInviteTransaction(agent, request, destination);
        agent.Transactions.AddServer(transaction);
        if (admission.Status > 0)
        {
            agent.Answer(transaction, admission.Status, [.. (admission.Headers ?? []).Select(header => (header.Name, header.Value))]);
        }
        else if (merged)
        {
            agent.Answer(transaction, 482);
        }
        else if (request.Method == SipMethods.Cancel)
        {
            Cancel(transaction);
        }
        else if (request.To.Tag is not null)
        {
            OpenInside(transaction);
        }
        else if (!IsRefused(transaction))
        {
            OpenOutside(transaction, remote);
        }
    }

    private void Cancel(ServerTransaction cancel)
    {
        if (agent.Transactions.FindCancelled(cancel.Request) is not ServerInviteTransaction invite)
        {
            agent.Answer(cancel, 481);
            return;
        }

        cancel.Respond(SipResponse.Create(cancel.Request, 200, toTag: invite.ToTag ?? agent.Ids.NewTag()));
        if (!invite.IsAnswered)
        {
            invite.Cancelled?.Invoke(cancel.Request);
        }
    }

    private void OpenInside(ServerTransaction transaction)
    {
        if (agent.FindCall(transaction.Request) is { } call)
        {
            call.Receive(transaction);
        }
        else
        {
            agent.Answer(transaction, 481);
        }
    }

    private void OpenOutside(ServerTransaction transaction, IPEndPoint remote)
    {
        switch (transaction.Request.Method)
        {
            case SipMethods.Invite when agent.IsStopping:
                agent.Answer(transaction, 503, (SipHeaderNames.RetryAfter, "60"));
                break;
            case SipMethods.Invite:
                OfferCall((ServerInviteTransaction)transaction, remote);
                break;
            case SipMethods.Options:
                agent.AnswerOptions(transaction);
                break;
            default:
                agent.Answer(transaction, 481);
                break;
        }
    }

    private void OfferCall(ServerInviteTransaction transaction, IPEndPoint remote)
    {
        if (new SessionTimer(agent, agent.Options.SessionTimers) is var timer && timer.IsTooShort(transaction.Request))
        {
            timer.RefuseTooShort(transaction);
            return;
        }

        if (!TryFindReplaced(transaction, out var replaced))
        {
            return;
        }

        transaction.Respond(SipResponse.Create(transaction.Request, 100));
        var call = new IncomingCall(agent, transaction, remote) { Replaced = replaced };
        if (!agent.Incoming.Writer.TryWrite(call))
        {
            agent.Answer(transaction, 503, (SipHeaderNames.RetryAfter, "10"));
            return;
        }

        agent.Add(call);
    }

    // RFC 3891, section 3. Only answered calls are given away; our tags cannot be guessed, so that who knows them was told.
    private bool TryFindReplaced(ServerInviteTransaction transaction, out SipCall? replaced)
    {
        replaced = null;
        var headers = transaction.Request.Headers;
        var count = headers.CountOf(SipHeaderNames.Replaces);
        if (count == 0)
        {
            return true;
        }

        SipReplaces? replaces = null;
        var status = count > 1 || !SipReplaces.TryParse(headers[SipHeaderNames.Replaces], out replaces) ? 400
            : (replaced = agent.FindCall(replaces!)) is null ? 481
            : !replaced.IsTalking ? 603
            : replaces!.IsEarlyOnly ? 486
            : 0;
        if (status != 0)
        {
            agent.Answer(transaction, status);
        }

        return status == 0;
    }

    // RFC 3261, sections 8.2.1 to 8.2.3, in that order.
    private bool IsRefused(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (request.Method is not (SipMethods.Invite or SipMethods.Options or SipMethods.Bye or SipMethods.Info or SipMethods.Update or SipMethods.Prack or SipMethods.Notify))
        {
            agent.RefuseMethod(transaction);
            return true;
        }

        if (!request.Uri.IsSip && request.Uri.Scheme != "tel")
        {
            agent.Answer(transaction, 416);
            return true;
        }

        if (agent.FindUnsupported(request) is { } unsupported)
        {
            agent.Answer(transaction, 420, (SipHeaderNames.Unsupported, unsupported));
            return true;
        }

        return request.Method == SipMethods.Invite && IsBodyRefused(transaction);
    }

    private bool IsBodyRefused(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (!request.Body.IsEmpty && (!IsAccepted(request.ContentType) || request.Headers.Contains(SipHeaderNames.ContentEncoding)))
        {
            agent.Answer(transaction, 415, (SipHeaderNames.Accept, UserAgent.AcceptedTypes), ("Accept-Encoding", "identity"));
            return true;
        }

        var accept = request.Headers.GetValues(SipHeaderNames.Accept).ToList();
        if (accept.Count > 0 && !accept.Any(IsAnswerAccepted))
        {
            agent.Answer(transaction, 406);
            return true;
        }

        return false;
    }

    private static bool IsAccepted(string? contentType) =>
        MediaType(contentType ?? "application/sdp") is "application/sdp" or "multipart/mixed" or "multipart/alternative";

    private static bool IsAnswerAccepted(string accept) => MediaType(accept) is "application/sdp" or "application/*" or "*/*" or "";

    private static string MediaType(string value) => value.Split(';', 2)[0].Trim().ToLowerInvariant();
}
