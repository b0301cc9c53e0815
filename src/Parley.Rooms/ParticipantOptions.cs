namespace Parley.Rooms;

/// <summary>Who joins a room, and whom it hears and is heard by.</summary>
public sealed record ParticipantOptions
{
    /// <summary>The participant's id, unique in its room.</summary>
    public required string Id { get; init; }

    /// <summary>The caller's own id for this user, if it gave one.</summary>
    public string? UserId { get; init; }

    /// <summary>The name shown in the room.</summary>
    public string? UserName { get; init; }

    /// <summary>Whether the participant owns the room.</summary>
    public bool IsOwner { get; init; }

    /// <summary>Whose line this is, when a party may have several: what permissions name it by. Default: <see cref="Id"/>.</summary>
    public string? PartyId { get; init; }

    /// <summary>Whether the participant is heard.</summary>
    public bool CanSend { get; init; } = true;

    /// <summary>Hears everybody, private lines too, and is no party of the room: a recorder.</summary>
    public bool HearsAll { get; init; }

    /// <summary>Whom the participant hears.</summary>
    public ReceivePermission CanReceive { get; init; } = ReceivePermission.Everyone;

    /// <summary>
    /// The id of the one participant this one speaks with, whatever the permissions say: a private line of an agent with one call leg.
    /// <see langword="null"/> for a participant of the whole room. A private line is not shown in presence.
    /// </summary>
    public string? PrivateWith { get; init; }

    /// <summary>Whether it counts among the participants.</summary>
    internal bool Counts => PrivateWith is null && !HearsAll;
}
