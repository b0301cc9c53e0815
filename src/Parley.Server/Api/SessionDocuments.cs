using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Agents;

namespace Parley.Server.Api;

/// <summary>A session in a list (contract 2.4).</summary>
internal record SessionDocument
{
    public required Guid SessionId { get; init; }

    /// <summary>The agent, as an id.</summary>
    public required Guid ServiceId { get; init; }

    /// <summary>This server, as an id.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>This version of the agent, as an id.</summary>
    public required Guid DeploymentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the agent took to be in its room, in seconds.</summary>
    public double? BotStartSeconds { get; init; }

    /// <summary>Always false: agents live in the server's process.</summary>
    public bool ColdStart { get; init; }

    public string? CompletionStatus { get; init; }

    /// <summary>Why it ended, in words (ours).</summary>
    public string? EndReason { get; init; }
}

/// <summary>One session in full.</summary>
internal sealed record SessionDetailsDocument : SessionDocument
{
    /// <summary>The room's address (ours).</summary>
    public string? DailyRoom { get; init; }

    /// <summary>Size of the caller's data in bytes (ours).</summary>
    public int BodySize { get; init; }

    /// <summary>SHA-256 of the caller's data, in hexadecimal (ours).</summary>
    public string? BodySha256 { get; init; }

    /// <summary>Every attempt to call someone, with its outcome (ours).</summary>
    public required IReadOnlyList<DialoutDocument> Dialouts { get; init; }
}

/// <summary>A dial-out attempt.</summary>
internal sealed record DialoutDocument
{
    /// <summary>The leg's id: the participant that it became if it was answered.</summary>
    public required Guid SessionId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PhoneNumber { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SipUri { get; init; }

    public string? CallerNumber { get; init; }

    public string? Trunk { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ConnectedAt { get; init; }

    public DateTimeOffset? RangAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DialoutStage Stage { get; init; }

    public int? SipStatus { get; init; }

    public int? Q850Cause { get; init; }

    public bool Rang { get; init; }

    public bool Media { get; init; }

    public HangUpParty? HungUpBy { get; init; }

    public bool? Retryable { get; init; }

    /// <summary>The server died while it ran: how it ended is not known, and it is not dialled again.</summary>
    public bool InDoubt { get; init; }

    public string? Error { get; init; }

    /// <summary>How it sounded, once it is over, if it was answered.</summary>
    public CallQuality? Quality { get; init; }
}

/// <summary>A page of sessions.</summary>
internal sealed record SessionListDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<SessionDocument> Sessions);

/// <summary>What happened in a session: the events that its agent saw, with the contract's names in <c>action</c> (ours).</summary>
internal sealed record SessionEventsDocument(IReadOnlyList<JsonElement> Events);

/// <summary>The answer to a DELETE.</summary>
internal sealed record SessionTerminatedDocument(string Status, [property: JsonPropertyName("session_id")] Guid SessionId);
