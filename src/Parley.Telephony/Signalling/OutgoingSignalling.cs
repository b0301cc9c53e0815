using System.Net;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>A dial-out from its INVITE to its last event, redirects included. Runs on the leg's owner task.</summary>
internal sealed class OutgoingSignalling(CallLeg leg, OutgoingPlan plan, CallEnvironment environment, string firstCallId)
{
    private static readonly Verdict Cancelled = new(CallEnding.Cancelled, CallParty.Us);

    /// <summary>How long a server may say nothing while there is another one to try.</summary>
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(4);

    private readonly HashSet<string> _dialled = [];

    private DateTimeOffset Now => environment.Time.GetUtcNow();

    public async Task<Verdict> RunAsync()
    {
        if (plan.Warning is { } warning)
        {
            leg.Warn(warning);
        }

        var uri = plan.Uri;
        string? callId = firstCallId;
        while (true)
        {
            _dialled.Add(uri.ToString());
            var (verdict, redirect) = await TryServersAsync(uri, callId);
            if (redirect is null)
            {
                return verdict;
            }

            (uri, callId) = (redirect, null);
        }
    }

    /// <summary>Goes from server to server until one has an answer: the next one is tried when nobody is there, or it says 503 (RFC 3263, section 4.3).</summary>
    private async Task<(Verdict Verdict, SipUri? Redirect)> TryServersAsync(SipUri uri, string? callId)
    {
        var found = await FindAsync(uri);
        if (leg.HangUpWanted.IsCompleted)
        {
            return (Cancelled, null);
        }

        var hops = environment.AvoidedHops.Order(found, out var pause);
        if (hops.Count == 0)
        {
            return (pause is { } wait ? Paused(uri, wait) : new(CallEnding.Unreachable, CallParty.Network) { Error = $"the host '{uri.Host}' cannot be resolved" }, null);
        }

        (Verdict Verdict, SipUri? Redirect) last = default;
        for (var i = 0; i < hops.Count; i++)
        {
            var (verdict, failure, isServers) = await TryServerAsync(uri, hops[i], callId, isLast: i == hops.Count - 1, isOnly: found.Count == 1);
            last = (verdict, failure is null || isServers ? null : await FollowRedirectAsync(failure));
            if (!isServers || leg.HangUpWanted.IsCompleted)
            {
                break;
            }
        }

        return last;
    }

    /// <summary>Tries one server.</summary>
    /// <returns>What came of it, and whether that is the server's fault, so that another may be tried.</returns>
    private async Task<(Verdict Verdict, SipFailure? Failure, bool IsServers)> TryServerAsync(SipUri uri, IPEndPoint hop, string? callId, bool isLast, bool isOnly)
    {
        if (await PrepareAsync(hop) is { } trouble)
        {
            environment.AvoidedHops.Failed(hop);
            return (leg.HangUpWanted.IsCompleted ? Cancelled : new(CallEnding.Unreachable, CallParty.Network) { Error = trouble }, null, true);
        }

        var (verdict, failure) = await PlaceAsync(uri, hop, callId, isLast);
        switch (failure)
        {
            case null or { Kind: SipFailureKind.Cancelled or SipFailureKind.RingTimeout }:
                return (verdict, failure, false);
            case { Kind: SipFailureKind.TransportError } or { Kind: SipFailureKind.Timeout, Response: null }:
                environment.AvoidedHops.Failed(hop);
                return (verdict, failure, !leg.Facts.Rang);
            case { Status: 503 }:
                // A trunk's only server also says 503 for one number that it has no room for: there the outcome tells the pause, and whoever called decides.
                if (!isOnly && failure.RetryAfter is { } wait && wait > TimeSpan.Zero)
                {
                    environment.AvoidedHops.Paused(hop, wait);
                }

                return (verdict, failure, !leg.Facts.Rang);
            default:
                environment.AvoidedHops.Worked(hop);
                return (verdict, failure, false);
        }
    }

    private static Verdict Paused(SipUri uri, TimeSpan wait) => new(CallEnding.Congestion, CallParty.Network)
    {
        Error = $"'{uri.Host}' asked for a pause (503 with Retry-After), which is not over",
        RetryAfter = wait,
    };

    private async Task<IReadOnlyList<IPEndPoint>> FindAsync(SipUri uri)
    {
        if (uri.EndPoint is { } endPoint)
        {
            return [endPoint];
        }

        var found = LocateAsync(uri);
        await Waiting.FirstAsync(found, leg.HangUpWanted);
        return leg.HangUpWanted.IsCompleted ? [] : await found;
    }

    private async Task<IReadOnlyList<IPEndPoint>> LocateAsync(SipUri uri) => await environment.Locator.LocateAsync(uri, leg.Over);

    private async Task<string?> PrepareAsync(IPEndPoint hop)
    {
        if (!SipProtocols.IsReliable(SipHop.ProtocolOf(hop)))
        {
            return null;
        }

        var prepared = ConnectAsync(hop);
        await Waiting.FirstAsync(prepared, leg.HangUpWanted);
        return leg.HangUpWanted.IsCompleted ? "hung up" : await prepared;
    }

    private async Task<string?> ConnectAsync(IPEndPoint hop) => await environment.Sip.PrepareAsync(hop, leg.Over);

    private async Task<(Verdict Verdict, SipFailure? Failure)> PlaceAsync(SipUri uri, IPEndPoint destination, string? callId, bool isLast)
    {
        if (leg.Capture is { } capture)
        {
            callId ??= $"{environment.Random.NewId()}@parley";   // Known before its first message leaves.
            capture.Follow(callId);
        }

        var media = new MediaNegotiation(leg.Media, environment.AnnouncedTo(destination), plan.Capabilities, environment.Random.Fork());
        var call = environment.Sip.Invite(Invite(uri, destination, media.Offer(), callId) with { ResponseTimeout = isLast ? null : ServerTimeout });
        leg.Facts.Dialled(call.CallId, Now);
        var feed = new CallFeed(leg, call);
        return await new OutgoingAttempt(leg, plan.Request, feed, media, environment.Options).FollowAsync();
    }

    private OutgoingInvite Invite(SipUri uri, IPEndPoint destination, byte[] offer, string? callId)
    {
        var domain = environment.Options.Domain ?? SipUri.FromEndPoint(null, environment.Sip.GetLocalEndPoint(destination)).Host;
        var caller = new NameAddress(new SipUri(plan.CallerId?.Number.ToString() ?? "parley", domain), plan.CallerId?.DisplayName);
        IReadOnlyList<SipHeader> identity = CallerIdentity.HeadersOf(plan, caller);
        return new()
        {
            Uri = uri.ToRequestUri(),
            From = plan.Request.IsAnonymous ? CallerIdentity.Anonymous : caller,
            To = new(WithoutTransport(plan.Uri.ToRequestUri()), plan.Request.DisplayName),
            Destination = destination,
            Headers = [.. identity, .. plan.Headers],
            Body = offer,
            Credentials = plan.Trunk is { } trunk && trunk.Uri.Host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase) ? trunk.Credentials : null,
            RingTimeout = plan.Request.RingTimeout ?? environment.Options.RingTimeout,
            SessionTimers = plan.Trunk?.Options.SessionTimers,
            ReliableProvisionals = plan.Trunk?.Options.ReliableProvisionals,
            CallId = callId,
        };
    }

    // Not allowed in To (RFC 3261, section 19.1.1).
    private static SipUri WithoutTransport(SipUri uri) =>
        uri.Parameters.Contains("transport") ? uri with { Parameters = uri.Parameters.Without("transport") } : uri;

    /// <summary>Where a 3xx leads, when it may be followed: a SIP address not dialled yet, within the trunk's limit and the policy.</summary>
    private async Task<SipUri?> FollowRedirectAsync(SipFailure failure)
    {
        if (failure.Kind != SipFailureKind.Redirected || _dialled.Count > (plan.Trunk?.Options.FollowRedirects ?? 0))
        {
            return null;
        }

        foreach (var contact in failure.Contacts.Select(contact => contact.Uri))
        {
            PhoneNumber? number = PhoneNumber.TryParseUser(contact.User, out var parsed) ? parsed : null;
            if (contact.Scheme == "sip"
                && !_dialled.Contains(contact.ToString())
                && await environment.Policy.RefuseAsync(new(plan.Request, number, contact.ToString()), leg.Over) is null)
            {
                return contact;
            }
        }

        return null;
    }
}
