namespace Parley.Server.Storage;

/// <summary>A set of secrets that agents may be given.</summary>
internal sealed class SecretSet
{
    public const int MaxNameLength = 64;

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One secret of a set.</summary>
internal sealed class StoredSecret
{
    public const int MaxKeyLength = 128;

    public required string Set { get; init; }

    public required string Key { get; init; }

    /// <summary>The value, encrypted for this set and key.</summary>
    public required string Value { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
