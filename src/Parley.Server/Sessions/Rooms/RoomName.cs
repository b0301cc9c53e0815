using System.Security.Cryptography;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Names of rooms that the server makes.</summary>
internal static class RoomName
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 20;

    /// <summary>A name that cannot be guessed.</summary>
    public static string Random() => RandomNumberGenerator.GetString(Alphabet, Length);
}
