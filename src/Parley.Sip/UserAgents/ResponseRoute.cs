using System.Globalization;
using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Sip.UserAgents;

/// <summary>The way back of a response (RFC 3261, section 18.2; RFC 3581).</summary>
internal static class ResponseRoute
{
    /// <summary>Notes in the top Via where the request really came from.</summary>
    public static void Note(SipRequest request, IPEndPoint source)
    {
        var via = request.TopVia;
        var address = source.Address.IsIPv4MappedToIPv6 ? source.Address.MapToIPv4() : source.Address;
        var wantsPort = via.Parameters.Contains("rport");
        var differs = !IPAddress.TryParse(via.Host.Trim('[', ']'), out var sentBy) || !sentBy.Equals(address);
        if (!wantsPort && !differs)
        {
            return;
        }

        var parameters = via.Parameters.With("received", address.ToString());
        if (wantsPort)
        {
            parameters = parameters.With("rport", source.Port.ToString(CultureInfo.InvariantCulture));
        }

        var index = request.Headers.IndexOf(SipHeaderNames.Via, 0);
        var value = request.Headers[index].Value;
        var first = SipValueList.First(value);
        var others = value.AsSpan(first.Length).TrimStart();
        request.Headers.Replace(index, $"{via with { Parameters = parameters }}{others}");
    }

    /// <summary>
    /// Where responses go: through the connection or socket that the request came by; to the source port when that was asked for, else to the port of
    /// sent-by, also when a connection has ended meanwhile.
    /// </summary>
    public static IPEndPoint Of(SipRequest request, IPEndPoint source, bool reliable)
    {
        var via = request.TopVia;
        return (!reliable && via.Parameters.Contains("rport")) || (reliable && source is not SipHop)
            ? source
            : SipHop.AtPort(source, via.Port is { } port and > 0 ? port : SipProtocols.DefaultPort(SipHop.ProtocolOf(source)));
    }
}
