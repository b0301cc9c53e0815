namespace Parley.Server.Storage;

/// <summary>A key of the API as it is stored: the key itself is shown once, when it is made, and only its hash is kept.</summary>
public sealed class ApiKey
{
    /// <summary>How long a name may be.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The id that revokes it.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it opens.</summary>
    public required ApiKeyKind Kind { get; init; }

    /// <summary>SHA-256 of the key. The keys are long random words, so no salt is needed.</summary>
    internal byte[] Hash { get; set; } = [];

    /// <summary>The first characters of the key, to recognise it by.</summary>
    public required string Prefix { get; set; }

    /// <summary>What it is for, in its maker's words.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked; it opens nothing from then on.</summary>
    public DateTimeOffset? RevokedAt { get; internal set; }

    /// <summary>The agents that it is for; absent when it is for all.</summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>From when on it opens nothing; absent when it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to a minute; absent when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; internal set; }

    /// <summary>Hash of the secret that a rotation has replaced.</summary>
    internal byte[]? PreviousHash { get; set; }

    /// <summary>Until when the replaced secret still opens.</summary>
    public DateTimeOffset? PreviousUntil { get; internal set; }

    /// <summary>Whether it opens anything at a moment.</summary>
    internal bool IsLiveAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}
