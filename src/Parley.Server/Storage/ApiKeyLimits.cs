namespace Parley.Server.Storage;

/// <summary>What narrows a key.</summary>
public sealed record ApiKeyLimits
{
    /// <summary>No limits.</summary>
    public static ApiKeyLimits None { get; } = new();

    /// <summary>The agents that it is for. Default: all.</summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>From when on it opens nothing. Default: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
