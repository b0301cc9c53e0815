namespace Parley.Server.Sessions.Rooms;

/// <summary>Which room is meant. Of two rooms that had one name after each other, the ids differ.</summary>
/// <param name="Id">The id of its row; a session's own id for the room of a session that asked for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsStored">Whether it has a row, and so can be found by name.</param>
internal sealed record RoomIdentity(Guid Id, string Name, bool IsStored);
