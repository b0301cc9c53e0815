using System.Net;
using Parley.Rtp.Transport;

namespace Parley.Simulation.Network;

/// <summary>A media socket of a <see cref="VirtualNetwork"/>. What is sent to it lies there, in order of arrival, until its time has come and it is polled.</summary>
internal sealed class VirtualDatagramSocket : IDatagramSocket
{
    private readonly VirtualNetwork _network;
    private readonly UInt128 _address;
    private readonly ArrivalQueue _arrivals = new();
    private SocketEndPoint _peer;
    private VirtualDatagramSocket? _peerSocket;
    private bool _closed;

    public VirtualDatagramSocket(VirtualNetwork network, IPEndPoint local)
    {
        (_network, LocalEndPoint) = (network, local);
        Outside = SocketEndPoint.From(local);
        _address = Outside.Address;
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <summary>What others see it under: <see cref="LocalEndPoint"/>, unless a NAT has changed its mind.</summary>
    public SocketEndPoint Outside { get; set; }

    public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from) =>
        _arrivals.TryTake(_network.Clock.Elapsed, buffer, out length, out from);

    public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
    {
        if (_closed)
        {
            return false;
        }

        Span<TimeSpan> arrivals = stackalloc TimeSpan[ILink.MostCopies];
        var copies = _network.LinkBetween(_address, to.Address).Carry(_network.Clock.Elapsed, datagram.Length, arrivals);
        if (copies > 0 && Find(to) is { } socket)
        {
            foreach (var arrival in arrivals[..copies])
            {
                socket._arrivals.Add(arrival, datagram, Outside);
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _network.Remove(this);
            _arrivals.Clear();
        }
    }

    /// <summary>Whoever is bound there; the last one is remembered, since streams go to one place.</summary>
    private VirtualDatagramSocket? Find(SocketEndPoint to)
    {
        if (_peerSocket is not { _closed: false } || _peer != to || _peerSocket.Outside != to)
        {
            (_peer, _peerSocket) = (to, _network.Find(to));
        }

        return _peerSocket;
    }
}
