using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Names of rooms that the server makes.</summary>
internal static class RoomName
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 20;

    /// <summary>A name as hard to guess as its source is.</summary>
    public static string New(IIdSource ids) => ids.NewName(Alphabet, Length);
}
