using Parley.Rtp;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Outcomes;

/// <summary>The facts of an ended call.</summary>
/// <param name="Stage">How far it got.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="HungUpBy">Who ended it.</param>
public sealed record CallOutcome(CallStage Stage, CallEnding Ending, CallParty HungUpBy)
{
    /// <summary>The leg's id.</summary>
    public required string LegId { get; init; }

    /// <summary>Call-ID of the last INVITE; <see langword="null"/> when none was sent.</summary>
    public string? SipCallId { get; init; }

    /// <summary>The final SIP status: 200 for an answered call, else that of the refusal; <see langword="null"/> when there was none.</summary>
    public int? SipStatus { get; init; }

    /// <summary>The reason phrase beside it.</summary>
    public string? SipReason { get; init; }

    /// <summary>The Q.850 cause: of the Reason header when there was one, else derived from the status (RFC 3398, section 8.2.6.1) or from what we saw (102 for a media timeout).</summary>
    public int? Cause { get; init; }

    /// <summary>Whether <see cref="Cause"/> was derived, and is not the network's own word.</summary>
    public bool CauseIsDerived { get; init; }

    /// <summary>Whether the callee was alerted.</summary>
    public bool Rang { get; init; }

    /// <summary>Whether another attempt makes sense by itself; see <see cref="RetryRules"/>.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>How long the network wants us to wait before another attempt.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What went wrong, in words; <see langword="null"/> for a call that ended as calls do.</summary>
    public string? Error { get; init; }

    /// <summary>The contacts of a 3xx, best first.</summary>
    public IReadOnlyList<string> Redirects { get; init; } = [];

    /// <summary>When the INVITE was sent or received.</summary>
    public DateTimeOffset? DialledAt { get; init; }

    /// <summary>When the first provisional answer came.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was over.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>What was sent and received; <see langword="null"/> when there was no media session.</summary>
    public RtpStatistics? Media { get; init; }

    /// <summary>The last transfer of the call, if one was tried.</summary>
    public TransferResult? Transfer { get; init; }

    /// <summary>Whether any sound came from the far end.</summary>
    public bool HeardFarEnd => Media is { PacketsReceived: > 0 };

    /// <summary>Whether any sound went to the far end.</summary>
    public bool WasHeard => Media is { PacketsSent: > 0 };

    /// <summary>How long it was answered; zero when it was not.</summary>
    public TimeSpan TalkTime => EndedAt - AnsweredAt ?? TimeSpan.Zero;
}
