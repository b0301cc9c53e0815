using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.Sip.Transport;

/// <summary>Under which of this machine's addresses a destination sees us.</summary>
internal sealed class LocalAddresses(IPEndPoint bound)
{
    private readonly ConcurrentDictionary<IPAddress, IPAddress> _known = new();

    /// <summary>The address bound to; for a wildcard, the one that routes to the destination.</summary>
    public IPAddress Toward(IPAddress destination) =>
        bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? _known.GetOrAdd(destination, Find) : bound.Address;

    // Connecting a datagram socket sends nothing; it asks the routing table.
    private static IPAddress Find(IPAddress destination)
    {
        using var probe = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(destination, 5060);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return destination.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }
    }
}
