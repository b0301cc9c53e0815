using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Sessions;

/// <summary>The room of a session, as agreed at its start.</summary>
/// <param name="Name">The name, random and hard to guess.</param>
/// <param name="Url">Public base URL, then the name.</param>
/// <param name="Properties">What was asked for, with the defaults filled in.</param>
/// <param name="BotToken">The agent's token; always an owner's.</param>
internal sealed record SessionRoom(string Name, string Url, RoomProperties Properties, string BotToken);
