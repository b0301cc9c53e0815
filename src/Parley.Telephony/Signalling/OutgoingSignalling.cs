using System.Net;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>A dial-out from its INVITE to its last event, redirects included. Runs on the leg's owner task.</summary>
internal sealed class OutgoingSignalling(CallLeg leg, OutgoingPlan plan, CallEnvironment environment, string firstCallId)
{
    private static readonly Verdict Cancelled = new(CallEnding.Cancelled, CallParty.Us);

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
            if (await FindAsync(uri) is not { } destination)
            {
                return leg.HangUpWanted.IsCompleted
                    ? Cancelled
                    : new(CallEnding.Unreachable, CallParty.Network) { Error = $"the host '{uri.Host}' cannot be resolved" };
            }

            var (verdict, redirect) = await PlaceAsync(uri, destination, callId);
            if (redirect is null)
            {
                return verdict;
            }

            (uri, callId) = (redirect, null);
        }
    }

    private async Task<IPEndPoint?> FindAsync(SipUri uri)
    {
        if (uri.EndPoint is { } endPoint)
        {
            return leg.HangUpWanted.IsCompleted ? null : endPoint;
        }

        var resolved = ResolveAsync(uri.Host);
        await Waiting.FirstAsync(resolved, leg.HangUpWanted);
        if (leg.HangUpWanted.IsCompleted)
        {
            return null;
        }

        var ours = environment.Sip.LocalEndPoint.AddressFamily;
        var addresses = await resolved;
        return addresses.FirstOrDefault(address => address.AddressFamily == ours) is { } fit ? new(fit, uri.Port ?? 5060) : null;
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host) => await environment.Resolver.ResolveAsync(host, leg.Over);

    private async Task<(Verdict Verdict, SipUri? Redirect)> PlaceAsync(SipUri uri, IPEndPoint destination, string? callId)
    {
        var media = new MediaNegotiation(leg.Media, environment.AnnouncedTo(destination), plan.Capabilities, environment.Random.Fork());
        var call = environment.Sip.Invite(Invite(uri, destination, media.Offer(), callId));
        leg.Facts.Dialled(call.CallId, Now);
        var feed = new CallFeed(leg, call);
        var (verdict, failure) = await new OutgoingAttempt(leg, plan.Request, feed, media, environment.Options).FollowAsync();
        return (verdict, failure is null ? null : await FollowRedirectAsync(failure));
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
            To = new(plan.Uri.ToRequestUri(), plan.Request.DisplayName),
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
