using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Sessions.Legs;

/// <summary>For whom a leg is dialled, in one word that telephony carries to the attempt's record: a session's id, or a room's name.</summary>
internal static class LegOwner
{
    private const string RoomPrefix = "room:";

    public static string Write(LiveRoom room, AgentConnection? agent) => agent is null ? RoomPrefix + room.Name : $"{agent.SessionId}";

    public static (Guid? SessionId, string? RoomName) Read(string owner) =>
        owner.StartsWith(RoomPrefix, StringComparison.Ordinal) ? (null, owner[RoomPrefix.Length..]) : (Guid.Parse(owner), null);
}
