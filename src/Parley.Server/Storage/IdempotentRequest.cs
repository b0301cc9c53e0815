namespace Parley.Server.Storage;

/// <summary>A request that came with an <c>Idempotency-Key</c>, and its answer.</summary>
internal sealed class IdempotentRequest
{
    /// <summary>The API key that sent it: keys of others are other keys.</summary>
    public required string Scope { get; init; }

    /// <summary>Method and route, with what the path names.</summary>
    public required string Route { get; init; }

    /// <summary>The <c>Idempotency-Key</c>.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the body.</summary>
    public required byte[] BodyHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IdempotencyState State { get; set; }

    /// <summary>The HTTP status of the answer.</summary>
    public int? Status { get; set; }

    public string? ContentType { get; set; }

    /// <summary>The answer's bytes in base 64, encrypted: there may be a meeting token among them.</summary>
    public string? Answer { get; set; }
}

/// <summary>How far such a request is.</summary>
internal enum IdempotencyState
{
    InFlight,
    Answered,

    /// <summary>The server died, or failed, while it worked on it.</summary>
    InDoubt,
}
