using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Client.Models;

/// <summary>Which sessions to list.</summary>
public sealed record SessionFilter
{
    /// <summary>How many at most, 1 to 1000. Default: 10.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>How many to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Only those that have ended, only those that run, or both.</summary>
    public bool? Ended { get; init; }

    /// <summary>Only those of this deployment.</summary>
    public Guid? DeploymentId { get; init; }

    /// <summary>Only those created at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those created at this moment or earlier.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A page of sessions.</summary>
public sealed record SessionPage
{
    /// <summary>How many match, this page and all others.</summary>
    [JsonPropertyName("total_count")]
    public required int TotalCount { get; init; }

    /// <summary>This page, the newest first.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }
}

/// <summary>A session.</summary>
public sealed record Session
{
    /// <summary>Its id.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The agent, as an id.</summary>
    public required Guid ServiceId { get; init; }

    /// <summary>The settings of the agent that it was started under.</summary>
    public required Guid DeploymentId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long the agent took to be in its room, in seconds.</summary>
    public double? BotStartSeconds { get; init; }

    /// <summary>How it ended, such as <c>HTTP_COMPLETED</c>.</summary>
    public string? CompletionStatus { get; init; }

    /// <summary>Why it ended, in words.</summary>
    public string? EndReason { get; init; }

    /// <summary>The room's address. Only of a single session.</summary>
    public string? DailyRoom { get; init; }

    /// <summary>Every attempt to call someone. Only of a single session.</summary>
    public IReadOnlyList<Dialout>? Dialouts { get; init; }
}

/// <summary>An attempt to call someone, and what became of it.</summary>
public sealed record Dialout
{
    /// <summary>The leg's id.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The number that was called, if one was.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>The SIP address that was called, if one was.</summary>
    public string? SipUri { get; init; }

    /// <summary>How far it came, such as <c>answered</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The SIP status that ended it, if one did.</summary>
    public int? SipStatus { get; init; }

    /// <summary>The Q.850 cause, if there is one.</summary>
    public int? Q850Cause { get; init; }

    /// <summary>Who hung up.</summary>
    public string? HungUpBy { get; init; }

    /// <summary>Whether another attempt makes sense.</summary>
    public bool? Retryable { get; init; }

    /// <summary>Why it failed, in words.</summary>
    public string? Error { get; init; }
}

/// <summary>Something that happened in a session.</summary>
/// <param name="Json">All of it.</param>
public sealed record SessionEvent(JsonElement Json)
{
    /// <summary>What happened, such as <c>dialout-answered</c>.</summary>
    public string Action => Json.TryGetProperty("action", out var action) ? action.GetString() ?? "" : "";

    /// <summary>When it happened.</summary>
    public DateTimeOffset? Timestamp => Json.TryGetProperty("timestamp", out var at) && at.TryGetDateTimeOffset(out var moment) ? moment : null;
}

internal sealed record SessionEvents(IReadOnlyList<JsonElement> Events);
