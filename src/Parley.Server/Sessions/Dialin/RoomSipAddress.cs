using System.Globalization;
using System.Text.Json;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Sessions.Dialin;

/// <summary>The SIP address of a room: <c>sip:room.index@domain</c>, of which the room's name and the index count.</summary>
internal static class RoomSipAddress
{
    private const string Scheme = "sip:";

    private const int MostEndpoints = 100;

    /// <summary>The addresses of a room, without <c>sip:</c>; none when its properties do not ask for any (contract 4.3, <c>sip</c>).</summary>
    public static IEnumerable<string> Of(string room, RoomProperties properties, string domain)
    {
        if (!properties.Given.TryGetValue("sip", out var sip) || sip.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        var count = sip.TryGetProperty("num_endpoints", out var given) && given.ValueKind is JsonValueKind.Number && given.TryGetInt32(out var number) ? Math.Clamp(number, 0, MostEndpoints) : 1;
        return Enumerable.Range(0, count).Select(index => $"{room}.{index}@{domain}");
    }

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
        if (dot <= 0 || !int.TryParse(user.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            return false;
        }

        room = user![..dot];
        return room.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }
}
