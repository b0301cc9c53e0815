using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>What a meeting token says: who may join which room, and until when.</summary>
internal sealed record MeetingToken
{
    /// <summary>The room; absent in a token that is good for every room.</summary>
    public string? Room { get; init; }

    /// <summary>The domain, that is the server, that the room is on.</summary>
    public required Guid Domain { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it may be used; absent when always.</summary>
    public DateTimeOffset? Expires { get; init; }

    public bool IsOwner { get; init; }

    public string? UserName { get; init; }

    public string? UserId { get; init; }

    /// <summary>Whether whoever joined with it has to go at <see cref="Expires"/>.</summary>
    public bool EjectAtExpiry { get; init; }

    /// <summary>How long whoever joined with it may stay.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>What whoever joined with it may do, if it says so.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>All its claims, in a token that was read.</summary>
    public JsonElement Claims { get; init; }
}
