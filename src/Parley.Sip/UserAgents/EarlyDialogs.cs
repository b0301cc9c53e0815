using System.Globalization;
using System.Net;
using Parley.Sip.Auth;
using Parley.Sip.Dialogs;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>
/// What an INVITE of ours has rung up so far: a dialog for each fork, known by the far end's tag (RFC 3261, section 12.1), with its reliable provisional
/// responses (RFC 3262) and what the far end asks for before it answers.
/// </summary>
internal sealed class EarlyDialogs(UserAgent agent, DigestClient? digest, SipCall call)
{
    private const int MostForks = 64;

    private readonly Dictionary<string, Early> _byTag = [];
    private ServerTransaction? _offer;

    /// <summary>Takes a provisional response with a tag. Returns <see langword="false"/> when it is a repetition, or came out of order.</summary>
    public bool TryTake(SipRequest invite, SipResponse response, IPEndPoint destination)
    {
        if (response.To.Tag is not { } tag)
        {
            return true;
        }

        if (_byTag.TryGetValue(tag, out var early))
        {
            early.Dialog.Refresh(response);
        }
        else if (_byTag.Count >= MostForks)
        {
            return false;
        }
        else
        {
            _byTag[tag] = early = new(Dialog.FromResponse(invite, response, destination));
            agent.DialogAdded();
        }

        return !response.Requires(SipOptionTags.Reliable) || TryAcknowledge(early, invite, response);
    }

    /// <summary>The dialog of the fork that answered, which counts on from where it was; <see langword="null"/> when it never rang.</summary>
    public Dialog? Take(string tag)
    {
        if (!_byTag.Remove(tag, out var early))
        {
            return null;
        }

        agent.DialogRemoved();
        return early.Dialog;
    }

    /// <summary>Takes a request of a far end that has not answered yet.</summary>
    public void Receive(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (!_byTag.TryGetValue(request.From.Tag ?? "", out var early))
        {
            agent.Answer(transaction, 481);
        }
        else if (!early.Dialog.TryAdvance(request))
        {
            agent.Answer(transaction, 500);
        }
        else if (agent.FindUnsupported(request) is { } unsupported)
        {
            agent.Answer(transaction, 420, (SipHeaderNames.Unsupported, unsupported));
        }
        else if (request.Method == SipMethods.Update)
        {
            ReceiveUpdate(transaction, early);
        }
        else if (request.Method == SipMethods.Info && !call.IsBehind)
        {
            agent.Answer(transaction, 200);
            call.Publish(new InfoReceived(request.Body, request.ContentType));
        }
        else
        {
            agent.RefuseMethod(transaction);
        }
    }

    /// <summary>Answers the offer that waits; <see langword="false"/> when none does.</summary>
    public bool AnswerOffer(ReadOnlyMemory<byte> body, string contentType)
    {
        if (_offer is not { } offer)
        {
            return false;
        }

        _offer = null;
        Accept(offer, body, contentType);
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

    /// <summary>The INVITE has its final response.</summary>
    public void Clear()
    {
        RejectOffer(487);
        for (var i = 0; i < _byTag.Count; i++)
        {
            agent.DialogRemoved();
        }

        _byTag.Clear();
    }

    // RFC 3262, section 4: in order, each once; its repetitions are the far end's until our PRACK, which repeats itself, is there.
    private bool TryAcknowledge(Early early, SipRequest invite, SipResponse response)
    {
        if (!response.Headers.TryGetNumber(SipHeaderNames.RSeq, out var number) || (early.LastReliable is { } last && number != last + 1))
        {
            return false;
        }

        early.LastReliable = number;
        early.HasAnswer |= !response.Body.IsEmpty;
        var prack = early.Dialog.CreateRequest(SipMethods.Prack);
        prack.Headers.Add(SipHeaderNames.RAck, string.Create(CultureInfo.InvariantCulture, $"{number} {invite.CSeq.Number} {SipMethods.Invite}"));
        new ClientExchange(agent, digest, early.Dialog.NextHop, early.Dialog.NextSequence, _ => { }).Begin(prack);
        return true;
    }

    // RFC 3311, section 5.2: our own offer has to be answered first.
    private void ReceiveUpdate(ServerTransaction transaction, Early early)
    {
        var request = transaction.Request;
        if (request.Body.IsEmpty)
        {
            early.Dialog.RefreshTarget(request);
            Accept(transaction, default, "");
        }
        else if (!early.HasAnswer)
        {
            agent.Answer(transaction, 491);
        }
        else if (_offer is not null)
        {
            agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "5"));
        }
        else
        {
            early.Dialog.RefreshTarget(request);
            _offer = transaction;
            call.Publish(new OfferReceived(request.Body, request.ContentType));
        }
    }

    private void Accept(ServerTransaction transaction, ReadOnlyMemory<byte> body, string contentType)
    {
        var response = SipResponse.Create(transaction.Request, 200, toTag: call.LocalTag, body: body, contentType: contentType);
        agent.Introduce(response, transaction.Destination);
        transaction.Respond(response);
    }

    private sealed class Early(Dialog dialog)
    {
        public Dialog Dialog => dialog;

        public uint? LastReliable { get; set; }

        public bool HasAnswer { get; set; }
    }
}
