using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>With what rights, and until when, a party may be in a room: what its token says, or what everyone has without one.</summary>
internal sealed record RoomAccess
{
    /// <summary>The rights of the agent that a room was made for.</summary>
    public static RoomAccess Owner { get; } = new() { IsOwner = true };

    public bool IsOwner { get; init; }

    public string? UserName { get; init; }

    public string? UserId { get; init; }

    /// <summary>What it may do beside what everybody may, if the token says so.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>How long it may stay, instead of what the room says.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Until when it may stay; absent when the token's end ends no stay.</summary>
    public DateTimeOffset? EjectAt { get; init; }

    /// <summary>Why there is no way in, when there is none: told by the join, which fails with it.</summary>
    public string? Refusal { get; init; }

    /// <summary>The rights of a token.</summary>
    public static RoomAccess Of(MeetingToken token) => new()
    {
        IsOwner = token.IsOwner,
        UserName = token.UserName,
        UserId = token.UserId,
        Permissions = token.Permissions,
        EjectAfter = token.EjectAfter,
        EjectAt = token.EjectAtExpiry ? token.Expires : null,
    };
}
