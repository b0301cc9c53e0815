using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Sessions;

/// <summary>The room of a session, as agreed at its start.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Name">The name; that of a room that was made for the session is random and hard to guess.</param>
/// <param name="Url">Public base URL, then the name.</param>
/// <param name="Properties">What was asked for, with the defaults filled in.</param>
internal sealed record SessionRoom(Guid Id, string Name, string Url, RoomProperties Properties)
{
    /// <summary>The agent's rights in it, or why it may not come in.</summary>
    public required RoomAccess Access { get; init; }

    /// <summary>The agent's token, in a room that was made for the session; always an owner's.</summary>
    public string? BotToken { get; init; }

    /// <summary>Whether the room was made for the session; else the start body named it.</summary>
    public bool IsMadeForSession => BotToken is not null;
}
