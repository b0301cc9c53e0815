using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Sip.Dialogs;

/// <summary>The state that two peers share (RFC 3261, section 12): tags, sequence numbers, the way to the other side.</summary>
internal sealed class Dialog
{
    private readonly string _local;
    private readonly string _remote;
    private readonly IPEndPoint _fallback;
    private uint _localSequence;
    private uint? _remoteSequence;

    private Dialog(string callId, string local, string remote, string? remoteTag, SipUri remoteTarget, IPEndPoint fallback)
    {
        (CallId, _local, _remote, RemoteTag, RemoteTarget, _fallback) = (callId, local, remote, remoteTag, remoteTarget, fallback);
    }

    public string CallId { get; }

    /// <summary>Tag of the far end; <see langword="null"/> for an RFC 2543 peer without one.</summary>
    public string? RemoteTag { get; }

    /// <summary>Where requests are addressed to: the far end's Contact.</summary>
    public SipUri RemoteTarget { get; private set; }

    /// <summary>Proxies to pass, nearest first.</summary>
    public IReadOnlyList<NameAddress> RouteSet { get; private set; } = [];

    /// <summary>Whether the far end takes UPDATE (RFC 3311), by its last Allow.</summary>
    public bool TakesUpdate { get; private set; }

    /// <summary>Whether the far end takes INFO, for all that is known: it has not left it out of its Allow.</summary>
    public bool TakesInfo { get; private set; } = true;

    /// <summary>Where the datagrams go: the first route, else the target; when that is a name, where the dialog came from.</summary>
    public IPEndPoint NextHop
    {
        get
        {
            var hop = RouteSet.Count > 0 ? RouteSet[0].Uri : RemoteTarget;
            return hop.EndPoint is { } named ? SipHop.Follow(named, hop.NamesTransport, _fallback) : _fallback;
        }
    }

    /// <summary>The dialog of the calling side (section 12.1.2).</summary>
    public static Dialog FromResponse(SipRequest invite, SipResponse response, IPEndPoint destination)
    {
        var dialog = new Dialog(
            invite.CallId,
            invite.Headers[SipHeaderNames.From]!,
            response.Headers[SipHeaderNames.To]!,
            response.To.Tag,
            response.Contact?.Uri ?? invite.Uri,
            destination)
        {
            _localSequence = invite.CSeq.Number,
        };
        dialog.Refresh(response);
        return dialog;
    }

    /// <summary>The dialog of the called side (section 12.1.1).</summary>
    public static Dialog FromInvite(SipRequest invite, string localTag, IPEndPoint source)
    {
        var dialog = new Dialog(
            invite.CallId,
            invite.To.Tag is null ? $"{invite.Headers[SipHeaderNames.To]};tag={localTag}" : invite.Headers[SipHeaderNames.To]!,
            invite.Headers[SipHeaderNames.From]!,
            invite.From.Tag,
            invite.Contact?.Uri ?? invite.From.Uri,
            source)
        {
            RouteSet = [.. invite.Headers.GetAddresses(SipHeaderNames.RecordRoute)],
            _remoteSequence = invite.CSeq.Number,
        };
        dialog.NoteAllow(invite);
        return dialog;
    }

    /// <summary>Takes target and route set from a response to the INVITE; the 2xx has the last word on both (section 13.2.2.4).</summary>
    public void Refresh(SipResponse response)
    {
        RefreshTarget(response);
        RouteSet = [.. response.Headers.GetAddresses(SipHeaderNames.RecordRoute).Reverse()];
    }

    /// <summary>Takes a new target from a re-INVITE or its 2xx (section 12.2).</summary>
    public void RefreshTarget(SipMessage message)
    {
        RemoteTarget = message.Contact?.Uri ?? RemoteTarget;
        NoteAllow(message);
    }

    /// <summary>The far end refused UPDATE after all.</summary>
    public void ForgetUpdate() => TakesUpdate = false;

    /// <summary>Whether a request comes in order (section 12.2.2); if so its number is taken.</summary>
    public bool TryAdvance(SipRequest request)
    {
        var number = request.CSeq.Number;
        if (_remoteSequence is { } last && number <= last)
        {
            return false;
        }

        _remoteSequence = number;
        return true;
    }

    /// <summary>The next request of ours; Via and Contact are the sender's to add.</summary>
    public SipRequest CreateRequest(string method) => Create(method, NextSequence());

    /// <summary>Takes the next number of our side.</summary>
    public uint NextSequence() => ++_localSequence;

    /// <summary>The ACK of a 2xx: it repeats the INVITE's number and credentials (section 13.2.2.4).</summary>
    public SipRequest CreateAck(SipRequest invite)
    {
        var ack = Create(SipMethods.Ack, invite.CSeq.Number);
        _localSequence = Math.Max(_localSequence, invite.CSeq.Number);
        ack.Headers.AddRange(invite.Headers.Where(h => h.Name is SipHeaderNames.Authorization or SipHeaderNames.ProxyAuthorization));
        return ack;
    }

    private void NoteAllow(SipMessage message)
    {
        if (message.Headers.Contains(SipHeaderNames.Allow))
        {
            TakesUpdate = message.Headers.GetValues(SipHeaderNames.Allow).Contains(SipMethods.Update);
            TakesInfo = message.Headers.GetValues(SipHeaderNames.Allow).Contains(SipMethods.Info);
        }
    }

    // Section 12.2.1.1: a strict router in front wants itself as request-URI and the target as last route.
    private SipRequest Create(string method, uint number)
    {
        var strict = RouteSet.Count > 0 && !RouteSet[0].Uri.Parameters.Contains("lr");
        var request = new SipRequest(method, (strict ? RouteSet[0].Uri : RemoteTarget).ToRequestUri());
        IEnumerable<NameAddress> routes = strict ? [.. RouteSet.Skip(1), new NameAddress(RemoteTarget)] : RouteSet;
        request.Headers.AddRange(routes.Select(r => new SipHeader(SipHeaderNames.Route, r.ToString())));
        request.Headers.Add(SipHeaderNames.From, _local);
        request.Headers.Add(SipHeaderNames.To, _remote);
        request.Headers.Add(SipHeaderNames.CallId, CallId);
        request.Headers.Add(SipHeaderNames.CSeq, new CSeq(number, method).ToString());
        return request;
    }
}
