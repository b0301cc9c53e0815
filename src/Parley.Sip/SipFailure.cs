using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>Why a call never was answered.</summary>
public enum SipFailureKind
{
    /// <summary>The far end, or a proxy, refused with 4xx, 5xx or 6xx.</summary>
    Rejected,

    /// <summary>Nobody answered the INVITE at all (timer B), or the answer was 408.</summary>
    Timeout,

    /// <summary>It rang longer than the caller's patience and was cancelled.</summary>
    RingTimeout,

    /// <summary>Hung up by the caller before the answer.</summary>
    Cancelled,

    /// <summary>The next hop cannot be reached: the send failed, or the network said so.</summary>
    TransportError,

    /// <summary>Answered with 3xx; the targets are in <see cref="SipFailure.Contacts"/>. Never followed by this library.</summary>
    Redirected,
}

/// <summary>The end of a call that was never answered.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Status">SIP status of the final response; 408 for timer B, 0 when there was none.</param>
/// <param name="ReasonPhrase">Reason phrase of that response, or our words.</param>
public sealed record SipFailure(SipFailureKind Kind, int Status, string ReasonPhrase)
{
    /// <summary>Reason header (RFC 3326), Q.850 preferred when several were sent.</summary>
    public SipReason? Reason { get; init; }

    /// <summary>Retry-After of the response.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Contacts of a 3xx, best first (by their <c>q</c>).</summary>
    public IReadOnlyList<NameAddress> Contacts { get; init; } = [];

    /// <summary>The response itself, when there was one.</summary>
    public SipResponse? Response { get; init; }
}
