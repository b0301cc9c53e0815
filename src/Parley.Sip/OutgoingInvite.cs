using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>What to dial and how: the input of <see cref="SipEndpoint.Invite"/>.</summary>
public sealed record OutgoingInvite
{
    /// <summary>The request-URI. Headers in it (<c>sip:u@h?X-a=b</c>) are not sent as part of it; put them into <see cref="Headers"/>.</summary>
    public required SipUri Uri { get; init; }

    /// <summary>The caller. A tag is added.</summary>
    public required NameAddress From { get; init; }

    /// <summary>The callee as shown in To; <see langword="null"/> takes <see cref="Uri"/>.</summary>
    public NameAddress? To { get; init; }

    /// <summary>Next hop: where the datagrams go.</summary>
    public required IPEndPoint Destination { get; init; }

    /// <summary>Preloaded route set (an outbound proxy), first hop first; each should carry <c>lr</c>.</summary>
    public IReadOnlyList<SipUri> Route { get; init; } = [];

    /// <summary>Further headers, sent as they are (P-Asserted-Identity, X-...).</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>The offer; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Content-Type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/sdp";

    /// <summary>What to answer a 401 or 407 with; also used for later requests of the call.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>How long to wait for an answer before the call is cancelled. Default 60 s.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long to wait for the first response of any kind before the next hop counts as dead; whatever still comes is cancelled. <see langword="null"/> for
    /// timer B, 32 s. For when there is another place to try.
    /// </summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>Session timer to ask for; <see langword="null"/> takes the endpoint's.</summary>
    public SipSessionTimers? SessionTimers { get; init; }

    /// <summary>Whether provisional responses are to be acknowledged; <see langword="null"/> takes the endpoint's say.</summary>
    public SipReliability? ReliableProvisionals { get; init; }

    /// <summary>Call-ID to use; <see langword="null"/> makes one.</summary>
    public string? CallId { get; init; }
}
