using System.Net;
using System.Net.Sockets;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Simulation.Network;

/// <summary>A machine on a <see cref="VirtualNetwork"/>: its address, and what is bound there.</summary>
public sealed class VirtualHost : IDatagramNetwork
{
    private const int FirstFreePort = 49_152;

    private readonly VirtualNetwork _network;
    private readonly Dictionary<int, VirtualSipTransport> _sip = [];

    internal VirtualHost(VirtualNetwork network, IPAddress address) => (_network, Address) = (network, address);

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <summary>Binds a SIP transport.</summary>
    /// <param name="local">The address of this host, or the wildcard, and a port; port 0 takes a free one.</param>
    /// <exception cref="SipException">The port is in use, or the address another host's.</exception>
    public ISipTransport BindSip(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        var endPoint = new IPEndPoint(Address, local.Port != 0 ? local.Port : FreePort(_sip.ContainsKey));
        if (!IsMine(local.Address) || _sip.ContainsKey(endPoint.Port))
        {
            throw new SipException($"Cannot listen for SIP on {local}: the address is in use, or not that of the virtual host {Address}.");
        }

        return _sip[endPoint.Port] = new VirtualSipTransport(_network, endPoint, () => _sip.Remove(endPoint.Port));
    }

    /// <inheritdoc/>
    public IDatagramSocket Bind(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        if (!IsMine(local.Address))
        {
            throw new SocketException((int)SocketError.AddressNotAvailable);
        }

        var port = local.Port != 0 ? local.Port : FreePort(p => _network.Find(SocketEndPoint.From(Address, p)) is not null);
        var socket = new VirtualDatagramSocket(_network, new IPEndPoint(Address, port));
        return _network.TryAdd(socket) ? socket : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    internal bool TryReceive(SipPacket packet)
    {
        var bound = _sip.TryGetValue(packet.To.Port, out var transport);
        transport?.Receive(new SipDatagram(packet.Bytes, packet.From));
        return bound;
    }

    internal void TellUnreachable(SipPacket packet) =>
        _sip.GetValueOrDefault(packet.From.Port)?.Receive(new SipDatagram(default, packet.To) { IsUnreachable = true });

    private bool IsMine(IPAddress address) => address.Equals(Address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static int FreePort(Func<int, bool> isTaken) => Enumerable.Range(FirstFreePort, ushort.MaxValue - FirstFreePort).First(port => !isTaken(port));
}
