using Parley.Server.Webhooks;

namespace Parley.Server.Storage;

/// <summary>An address that is told of events (contract 6.6).</summary>
internal sealed class Webhook
{
    public const int MaxUrlLength = 2048;

    public required Guid Id { get; init; }

    public required string Url { get; set; }

    /// <summary>What its requests are signed with, base64; protected, see <see cref="WebhookSecrets"/>.</summary>
    public required string Hmac { get; set; }

    /// <summary>Credentials that its requests carry, as they were given; protected.</summary>
    public string? BasicAuth { get; set; }

    public required WebhookRetry Retry { get; set; }

    /// <summary>The types that it is told of; all when there are none.</summary>
    public IReadOnlyList<string> EventTypes { get; set; } = [];

    public WebhookState State { get; set; }

    /// <summary>Failures since the last success.</summary>
    public int FailedCount { get; set; }

    /// <summary>When it last took an event.</summary>
    public DateTimeOffset? LastMomentPushed { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Whether it is told of events of this type.</summary>
    public bool Wants(string type) => EventTypes.Count == 0 || EventTypes.Contains(type);
}

/// <summary>Whether a webhook is sent to.</summary>
internal enum WebhookState
{
    Active,

    /// <summary>It failed too often; what it is to be told waits until it is updated.</summary>
    Failed,
}
