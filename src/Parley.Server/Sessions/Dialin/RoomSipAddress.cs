using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Sessions.Dialin;

/// <summary>The SIP address of a room: <c>sip:room.index@domain</c>, of which the room's name and the index count.</summary>
internal static class RoomSipAddress
{
    private const string Scheme = "sip:";

    /// <summary>The addresses of a room, without <c>sip:</c>; none when its properties do not ask for any (contract 4.3, <c>sip</c>).</summary>
    public static IEnumerable<string> Of(string room, RoomProperties properties, string domain) =>
        Enumerable.Range(0, Math.Max(0, properties.SipEndpoints)).Select(index => $"{room}.{index}@{domain}");

    /// <summary>Reads one, with or without <c>sip:</c>, with or without parameters.</summary>
    public static bool TryParse(string? text, out string room, out int index)
    {
        (room, index) = ("", 0);
        if (text is null)
        {
            return false;
        }

        var rest = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : text;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < rest.Length - 1 && TryParseUser(rest[..at], out room, out index);
    }

    /// <summary>Reads the part before the at-sign.</summary>
    public static bool TryParseUser(string? user, out string room, out int index)
    {
        (room, index) = ("", 0);
        var dot = user?.LastIndexOf('.') ?? -1;
        if (dot <= 0 || !TryReadIndex(user.AsSpan(dot + 1), out index))
        {
            return false;
        }

        room = user![..dot];
        return RoomName.IsValid(room);
    }

    // One way to write each: no zeros before it, as many digits as an index can have.
    private static bool TryReadIndex(ReadOnlySpan<char> text, out int index)
    {
        index = 0;
        if (text.Length is 0 or > 2 || (text.Length == 2 && text[0] == '0') || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        foreach (var digit in text)
        {
            index = (index * 10) + (digit - '0');
        }

        return index < RoomProperties.MostSipEndpoints;
    }
}
