namespace Parley.Client.Models;

/// <summary>A webhook to make or to change; what is absent is as by default, or stays as it is.</summary>
public sealed record WebhookWish
{
    /// <summary>Where events are posted to: http or https.</summary>
    public string? Url { get; init; }

    /// <summary>Credentials for the <c>Authorization</c> header: <c>user:password</c>.</summary>
    public string? BasicAuth { get; init; }

    /// <summary><c>circuit-breaker</c> or <c>exponential</c>.</summary>
    public string? RetryType { get; init; }

    /// <summary>The types to be told of; all when there are none.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>The secret of the signatures, base64.</summary>
    public string? Hmac { get; init; }
}

/// <summary>A webhook.</summary>
public sealed record Webhook
{
    /// <summary>Its id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Where events are posted to.</summary>
    public required string Url { get; init; }

    /// <summary>The secret of the signatures, base64; absent when the server cannot read it any more.</summary>
    public string? Hmac { get; init; }

    /// <summary><c>circuit-breaker</c> or <c>exponential</c>.</summary>
    public required string RetryType { get; init; }

    /// <summary>The types that it is told of; all when there are none.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary><c>ACTIVE</c> or <c>FAILED</c>.</summary>
    public required string State { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailedCount { get; init; }

    /// <summary>When it last took an event.</summary>
    public DateTimeOffset? LastMomentPushed { get; init; }
}

internal sealed record ReplayWish(IReadOnlyList<Guid>? EventIds, double? From, double? Until);

internal sealed record ReplayDone(int Replayed);
