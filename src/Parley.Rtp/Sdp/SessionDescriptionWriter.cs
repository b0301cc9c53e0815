using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Rtp.Sdp;

/// <summary>Writes SDP in the order that RFC 8866, section 9 asks for.</summary>
internal static class SessionDescriptionWriter
{
    public static byte[] Write(SessionDescription session)
    {
        var text = new StringBuilder(512);
        Line(text, 'v', "0");
        var family = IPAddress.TryParse(session.OriginAddress, out var origin) ? Family(origin) : "IP4";
        Line(text, 'o', string.Create(
            CultureInfo.InvariantCulture, $"{session.UserName} {session.SessionId} {session.SessionVersion} IN {family} {session.OriginAddress}"));
        Line(text, 's', session.SessionName.Length == 0 ? "-" : session.SessionName);
        Connection(text, session.Connection);
        Line(text, 't', "0 0");
        Attributes(text, session.Attributes);
        foreach (var media in session.Media)
        {
            Line(text, 'm', string.Create(CultureInfo.InvariantCulture, $"{media.Type} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}"));
            Connection(text, media.Connection);
            Attributes(text, media.Attributes);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Connection(StringBuilder text, IPAddress? address)
    {
        if (address is not null)
        {
            Line(text, 'c', $"IN {Family(address)} {address}");
        }
    }

    private static void Attributes(StringBuilder text, IReadOnlyList<AttributeLine> attributes)
    {
        foreach (var attribute in attributes)
        {
            Line(text, 'a', attribute.ToString());
        }
    }

    private static void Line(StringBuilder text, char type, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new InvalidOperationException($"The {type}= line of an SDP body would be broken in two.");
        }

        text.Append(type).Append('=').Append(value).Append("\r\n");
    }

    private static string Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
}
