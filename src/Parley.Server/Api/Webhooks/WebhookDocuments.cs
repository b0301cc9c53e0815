using System.Text.Json.Serialization;

namespace Parley.Server.Api.Webhooks;

/// <summary>A wish for a webhook, or for changes of one (contract 6.6).</summary>
internal sealed record WebhookRequest
{
    /// <summary>Where events are posted to: http or https.</summary>
    public string? Url { get; init; }

    /// <summary>Credentials for the <c>Authorization</c> header: <c>user:password</c>, or the same in base64.</summary>
    public string? BasicAuth { get; init; }

    /// <summary><c>circuit-breaker</c> (default) or <c>exponential</c>.</summary>
    public string? RetryType { get; init; }

    /// <summary>The types to be told of; all when there are none.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>The secret of the signatures, base64; made when it is left out.</summary>
    public string? Hmac { get; init; }
}

/// <summary>A webhook.</summary>
internal sealed record WebhookDocument(
    Guid Uuid, string Url, string? Hmac, string? BasicAuth, string RetryType, IReadOnlyList<string> EventTypes, string State, int FailedCount, DateTimeOffset? LastMomentPushed,
    Guid DomainId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The answer to a DELETE.</summary>
internal sealed record WebhookDeletedDocument(Guid Uuid, bool Deleted);

/// <summary>A page of what a webhook was told (ours).</summary>
internal sealed record DeliveryListDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<DeliveryDocument> Data);

/// <summary>That one event was to be told, and what came of it.</summary>
/// <param name="Id">Its id; <c>starting_after</c> takes it.</param>
/// <param name="EventId">The <c>id</c> in the envelope.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Room">The room it happened in.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c>, or <c>failed</c> when it was given up.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="ResponseStatus">The HTTP status of the last answer.</param>
/// <param name="Error">What was wrong with it.</param>
/// <param name="InHand">Whether it is being sent at this moment.</param>
/// <param name="Replay">Whether it was asked for by a replay.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="LastAttemptAt">When it was last sent.</param>
/// <param name="NextAttemptAt">When it is sent next, while it is pending.</param>
/// <param name="EndedAt">When it was delivered or given up.</param>
internal sealed record DeliveryDocument(
    string Id, Guid EventId, string Type, string Room, string Status, int Attempts, int? ResponseStatus, string? Error, bool InHand, bool Replay, DateTimeOffset CreatedAt,
    DateTimeOffset? LastAttemptAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? EndedAt);

/// <summary>What to tell again (ours): events by id, or all of a span of time.</summary>
internal sealed record ReplayRequest
{
    /// <summary>Ids of events, at most 1000.</summary>
    public IReadOnlyList<Guid>? EventIds { get; init; }

    /// <summary>From this moment on, in seconds since 1970.</summary>
    public double? From { get; init; }

    /// <summary>Up to this moment, in seconds since 1970; until now when it is left out.</summary>
    public double? Until { get; init; }
}

/// <summary>How many events are told again.</summary>
internal sealed record ReplayDocument(int Replayed);

/// <summary>What is sent when a webhook is made.</summary>
internal sealed record WebhookTestDocument(string Test);

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookDocument))]
[JsonSerializable(typeof(IReadOnlyList<WebhookDocument>))]
[JsonSerializable(typeof(WebhookDeletedDocument))]
[JsonSerializable(typeof(DeliveryListDocument))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayDocument))]
[JsonSerializable(typeof(WebhookTestDocument))]
internal sealed partial class WebhookJson : JsonSerializerContext;
