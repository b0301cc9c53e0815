using System.Net;
using System.Net.Sockets;

namespace Parley.Telephony.Media;

/// <summary>Which of this machine's addresses a peer can answer to.</summary>
internal static class LocalAddress
{
    /// <summary>The address to announce: the public one, else the bound one, else (for a wildcard) the one that routes to the peer.</summary>
    public static IPAddress Toward(IPAddress peer, IPAddress bound, IPAddress? announced)
    {
        if (announced is not null)
        {
            return announced;
        }

        return bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any) ? Routing(peer) : bound;
    }

    // Connecting a UDP socket sends nothing: it only asks the routing table.
    private static IPAddress Routing(IPAddress peer)
    {
        try
        {
            using var probe = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(peer, 9);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }
}
