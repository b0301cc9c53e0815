using System.Net;
using Parley.Sip;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Telephony.Signalling;

namespace Parley.Telephony.Trunks;

/// <summary>Sends requests outside calls to a trunk, to whichever of its servers answers.</summary>
internal sealed class TrunkRequests(CallEnvironment environment)
{
    /// <summary>Sends a request.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="create">Makes the request anew for each server that is tried.</param>
    /// <param name="authenticator">For a challenge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TrunkReply> SendAsync(Trunk trunk, Func<SipRequest> create, SipAuthenticator? authenticator, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPEndPoint> found = trunk.Uri.EndPoint is { } numeric ? [numeric] : await environment.Locator.LocateAsync(trunk.Uri, cancellationToken);
        var hops = environment.AvoidedHops.Order(found, out var pause);
        var last = new TrunkReply(null, pause is null ? $"the host '{trunk.Uri.Host}' cannot be resolved" : "it asked for a pause (503 with Retry-After), which is not over");
        foreach (var hop in hops)
        {
            last = await SendAsync(hop, create, authenticator, cancellationToken);
            if (last.Response is { Status: not (408 or 503) })
            {
                environment.AvoidedHops.Worked(hop);
                return last;
            }

            if (last.Response is null or { IsMadeHere: true })
            {
                environment.AvoidedHops.Failed(hop);
            }
            else if (last.Response.Headers.TryGetNumber(SipHeaderNames.RetryAfter, out var seconds) && seconds > 0)
            {
                environment.AvoidedHops.Paused(hop, TimeSpan.FromSeconds(seconds));
            }
        }

        return last;
    }

    private async Task<TrunkReply> SendAsync(IPEndPoint hop, Func<SipRequest> create, SipAuthenticator? authenticator, CancellationToken cancellationToken)
    {
        try
        {
            return await environment.Sip.PrepareAsync(hop, cancellationToken) is { } trouble
                ? new(null, trouble)
                : new(await environment.Sip.SendAsync(authenticator, create(), hop, cancellationToken), null);
        }
        catch (SipException error)
        {
            return new(null, error.Message);   // The endpoint was closed meanwhile.
        }
    }
}
