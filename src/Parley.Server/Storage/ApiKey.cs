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
    internal byte[] Hash { get; init; } = [];

    /// <summary>The first characters of the key, to recognise it by.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it is for, in its maker's words.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked; it opens nothing from then on.</summary>
    public DateTimeOffset? RevokedAt { get; internal set; }
}
