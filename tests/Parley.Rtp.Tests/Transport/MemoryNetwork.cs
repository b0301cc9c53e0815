using System.Net;
using System.Net.Sockets;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

/// <summary>A network inside the test: datagrams arrive at once and in order, unless <see cref="Deliver"/> says otherwise.</summary>
internal sealed class MemoryNetwork : IDatagramNetwork
{
    private readonly Dictionary<SocketEndPoint, MemorySocket> _sockets = [];

    /// <summary>Decides about each datagram: how many copies arrive.</summary>
    public Func<byte[], SocketEndPoint, SocketEndPoint, int> Deliver { get; set; } = (_, _, _) => 1;

    public int BoundCount => _sockets.Count;

    public IDatagramSocket Bind(IPEndPoint local)
    {
        var key = SocketEndPoint.From(local);
        var socket = new MemorySocket(this, local);
        return _sockets.TryAdd(key, socket) ? socket : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    public RtpPortPair BindPair(string address, int port) =>
        new(Bind(new(IPAddress.Parse(address), port)), Bind(new(IPAddress.Parse(address), port + 1)));

    private sealed class MemorySocket(MemoryNetwork network, IPEndPoint local) : IDatagramSocket
    {
        private readonly Queue<(byte[] Datagram, SocketEndPoint From)> _queue = new();
        private readonly SocketEndPoint _key = SocketEndPoint.From(local);

        public IPEndPoint LocalEndPoint => local;

        public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from)
        {
            (length, from) = (0, default);
            if (!_queue.TryDequeue(out var next))
            {
                return false;
            }

            length = Math.Min(next.Datagram.Length, buffer.Length);
            next.Datagram.AsSpan(0, length).CopyTo(buffer);
            from = next.From;
            return true;
        }

        public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
        {
            if (!network._sockets.TryGetValue(to, out var peer))
            {
                return false;
            }

            var bytes = datagram.ToArray();
            for (var copies = network.Deliver(bytes, _key, to); copies > 0; copies--)
            {
                peer._queue.Enqueue((bytes, _key));
            }

            return true;
        }

        public void Dispose() => network._sockets.Remove(_key);
    }
}
