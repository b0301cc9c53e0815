namespace Parley.Server.Storage;

/// <summary>A room as it is remembered, whether anybody is in it or not.</summary>
internal sealed class RoomRecord
{
    /// <summary>How long a name may be.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Counts the rooms in the order in which they were made; the database's.</summary>
    public long Number { get; init; }

    public required Guid Id { get; init; }

    /// <summary>Unique among the rooms that are not deleted.</summary>
    public required string Name { get; init; }

    public required RoomPrivacy Privacy { get; set; }

    /// <summary>The properties as they were given, a JSON object.</summary>
    public required string Properties { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it counts as gone; never when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Whether it was made over the rooms API; else it was made for a session.</summary>
    public required bool ApiCreated { get; init; }

    /// <summary>Whether it is there at that moment: neither deleted nor expired.</summary>
    public bool IsThere(DateTimeOffset now) => DeletedAt is null && !(ExpiresAt <= now);
}

/// <summary>Who may join a room.</summary>
internal enum RoomPrivacy
{
    /// <summary>Everyone; a token gives more rights.</summary>
    Public,

    /// <summary>Whoever has a token.</summary>
    Private,
}
