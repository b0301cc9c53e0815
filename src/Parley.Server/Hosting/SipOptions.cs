using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Parley.Server.Hosting;

/// <summary>Signalling: <c>Parley:Sip</c>.</summary>
public sealed class SipOptions
{
    /// <summary>The port of SIP when none is given.</summary>
    public const int DefaultPort = 5060;

    /// <summary>The UDP address to listen on, <c>address:port</c> or <c>address</c>; a list of one in this version. Default: <c>0.0.0.0:5060</c>.</summary>
    public IList<string> Listen { get; } = [];

    /// <summary>The address that others reach this machine at, when it is not the one it listens on: <c>address</c> or <c>address:port</c>.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>The host in From and P-Asserted-Identity. Default: the address.</summary>
    public string? Domain { get; set; }

    /// <summary>Reads <c>address</c> or <c>address:port</c>; IPv6 with a port goes in brackets.</summary>
    internal static bool TryParseEndPoint(string? text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (string.IsNullOrEmpty(text) || (text.AsSpan().Count('.') != 3 && text.AsSpan().Count(':') < 2))
        {
            return false;   // Else "5060" would be read as 0.0.19.196, and "1.2.3" as 1.2.0.3.
        }

        if (!text.StartsWith('[') && IPAddress.TryParse(text, out var address))
        {
            endPoint = new(address, DefaultPort);
        }
        else if (IPEndPoint.TryParse(text, out var parsed))
        {
            endPoint = parsed;
        }

        return endPoint is not null;
    }
}
