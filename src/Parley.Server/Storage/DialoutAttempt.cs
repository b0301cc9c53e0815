using Parley.Agents;

namespace Parley.Server.Storage;

/// <summary>One attempt to call someone. It is on disk before the INVITE leaves, and its outcome is filled in as it unfolds.</summary>
internal sealed class DialoutAttempt
{
    /// <summary>The leg's session id: the id that the agent got from <c>StartDialoutAsync</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The agent session that dialled; absent when it was asked for over the rooms API.</summary>
    public required Guid? SessionId { get; init; }

    /// <summary>The room that it was dialled into, when no session did.</summary>
    public string? RoomName { get; init; }

    public required DialoutDestination Destination { get; init; }

    /// <summary>The phone number (E.164) or SIP URI that was called.</summary>
    public required string DestinationValue { get; init; }

    /// <summary>The callee's number in its normal form, by which its attempts are counted; absent for an address that names none.</summary>
    public string? Callee { get; init; }

    /// <summary>The agent of the session, by which its minutes are counted.</summary>
    public string? Agent { get; init; }

    /// <summary>The number shown to the callee.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The trunk it went through; absent for a SIP URI dialled as given.</summary>
    public string? Trunk { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First provisional response.</summary>
    public DateTimeOffset? ConnectedAt { get; set; }

    /// <summary>200 OK.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How far it came.</summary>
    public DialoutStage Stage { get; set; }

    /// <summary>The final SIP status, if one came or was made up locally (408, 503).</summary>
    public int? SipStatus { get; set; }

    /// <summary>The Q.850 cause, if one was given.</summary>
    public int? Q850Cause { get; set; }

    /// <summary>Whether the far end rang (180, or 183 with sound).</summary>
    public bool Rang { get; set; }

    /// <summary>When it began to ring.</summary>
    public DateTimeOffset? RangAt { get; set; }

    /// <summary>Whether sound from the callee arrived.</summary>
    public bool Media { get; set; }

    public HangUpParty? HungUpBy { get; set; }

    /// <summary>Whether another attempt makes sense; unknown while it runs.</summary>
    public bool? Retryable { get; set; }

    /// <summary>The server died while it ran, so how it ended is not known. It is never dialled again by itself.</summary>
    public bool InDoubt { get; set; }

    /// <summary>How it sounded, once it is over, if it was answered.</summary>
    public CallQuality? Quality { get; set; }

    /// <summary>What went wrong, for people.</summary>
    public string? Error { get; set; }
}
