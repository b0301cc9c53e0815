namespace Parley.Server.Storage;

/// <summary>That an event is to be told to a webhook, and what came of it.</summary>
internal sealed class WebhookDelivery
{
    public const int MaxErrorLength = 300;

    /// <summary>Counts up: within a stream the order in which they are sent.</summary>
    public long Id { get; init; }

    public required Guid WebhookId { get; init; }

    public required Guid EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>See <see cref="OutboxEvent.Stream"/>.</summary>
    public required string Stream { get; init; }

    public DeliveryStatus Status { get; set; }

    /// <summary>How often it was tried, the try that goes on included.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before. While a server has it in hand, the moment at which another may take it.</summary>
    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>The server that has it in hand.</summary>
    public Guid? ClaimedBy { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The HTTP status of the last try, if there was one.</summary>
    public int? ResponseStatus { get; set; }

    /// <summary>What was wrong with the last try.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it was asked for by a replay.</summary>
    public bool IsReplay { get; init; }
}

/// <summary>What came of a delivery.</summary>
internal enum DeliveryStatus
{
    Pending,
    Delivered,

    /// <summary>Given up.</summary>
    Failed,
}
