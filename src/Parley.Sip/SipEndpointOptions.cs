using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>How a <see cref="SipEndpoint"/> presents itself and keeps time.</summary>
public sealed record SipEndpointOptions
{
    /// <summary>Value of User-Agent in requests and Server in responses.</summary>
    public string UserAgent { get; init; } = "Parley";

    /// <summary>
    /// Address that goes into Via and Contact, when it differs from the transport's (NAT, wildcard bind); port 0 takes the port of each transport.
    /// <see langword="null"/> takes the transport's.
    /// </summary>
    public IPEndPoint? PublicAddress { get; init; }

    /// <summary>Networks whose hosts see us without NAT: to them <see cref="PublicAddress"/> is not told.</summary>
    public IReadOnlyList<IPNetwork> LocalNetworks { get; init; } = [];

    /// <summary>User part of the Contact we send; empty for none.</summary>
    public string ContactUser { get; init; } = "parley";

    /// <summary>Base values of the RFC 3261 timers.</summary>
    public SipTimers Timers { get; init; } = new();

    /// <summary>Session timers (RFC 4028) of calls that say nothing else.</summary>
    public SipSessionTimers SessionTimers { get; init; } = new();

    /// <summary>Whether provisional responses are acknowledged (RFC 3262), in calls that say nothing else.</summary>
    public SipReliability ReliableProvisionals { get; init; } = SipReliability.Allowed;

    /// <summary>Most calls at a time that wait in <see cref="SipEndpoint.IncomingCalls"/> unread; above it a new INVITE gets 503 with Retry-After. 1 or more.</summary>
    public int IncomingCallBacklog { get; init; } = 1024;

    /// <summary>
    /// Which requests are taken for lost: they are dropped, and nothing answers them, not even a 100. <see langword="null"/> takes none. For simulated
    /// networks. It is asked on the endpoint's loop and must be quick.
    /// </summary>
    public Func<SipRequest, bool>? Ignores { get; init; }

    /// <summary>Who may send requests outside a call, and who is not answered at all; <see langword="null"/> lets everybody in.</summary>
    public ISipGuard? Guard { get; init; }

    /// <summary>Sees every message that is read or sent; <see langword="null"/> for nobody.</summary>
    public ISipWatcher? Watcher { get; init; }

    /// <summary>
    /// Source of branches, tags, Call-IDs and client nonces. <see langword="null"/>, the default, takes the operating system's
    /// generator; a seeded <see cref="System.Random"/> makes a simulated run repeatable.
    /// </summary>
    public Random? Random { get; init; }
}
