using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Names of rooms.</summary>
internal static class RoomName
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 20;

    /// <summary>A name as hard to guess as its source is.</summary>
    public static string New(IIdSource ids) => ids.NewName(Alphabet, Length);

    /// <summary>Whether it may be a name: letters, digits, hyphens and underscores, not too many.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= RoomRecord.MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The name of the room of an address: its path, whatever its host (contract 4.2). <see langword="null"/> when that is no name.</summary>
    public static string? OfUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.AbsolutePath.Trim('/') is var name && IsValid(name) ? name : null;
}
