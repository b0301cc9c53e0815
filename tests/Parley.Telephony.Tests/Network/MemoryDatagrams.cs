using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Parley.Rtp.Transport;

namespace Parley.Telephony.Tests.Network;

/// <summary>Media sockets that reach each other in memory, at once and in order. Buffers are reused, so that nothing is allocated per packet.</summary>
internal sealed class MemoryDatagrams : IDatagramNetwork
{
    private readonly ConcurrentDictionary<SocketEndPoint, MemorySocket> _sockets = [];
    private int _dynamicPort = 50000;

    /// <summary>How many sockets are open.</summary>
    public int OpenSockets => _sockets.Count;

    /// <summary>Whether a datagram is lost on the way.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? Loses { get; set; }

    public IDatagramSocket Bind(IPEndPoint local)
    {
        var bound = local.Port == 0 ? new IPEndPoint(local.Address, Interlocked.Increment(ref _dynamicPort)) : local;
        var socket = new MemorySocket(this, bound);
        return _sockets.TryAdd(SocketEndPoint.From(bound), socket) ? socket : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    private sealed class MemorySocket(MemoryDatagrams network, IPEndPoint local) : IDatagramSocket
    {
        private const int Capacity = 512;

        private readonly (byte[] Bytes, int Length, SocketEndPoint From)[] _ring = [.. Enumerable.Range(0, Capacity).Select(_ => (new byte[1500], 0, default(SocketEndPoint)))];
        private readonly Lock _lock = new();
        private readonly SocketEndPoint _local = SocketEndPoint.From(local);
        private int _head;
        private int _count;

        public IPEndPoint LocalEndPoint => local;

        public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from)
        {
            lock (_lock)
            {
                (length, from) = (0, default);
                if (_count == 0)
                {
                    return false;
                }

                var (bytes, stored, sender) = _ring[_head];
                bytes.AsSpan(0, stored).CopyTo(buffer);
                (length, from) = (stored, sender);
                _head = (_head + 1) % Capacity;
                _count--;
                return true;
            }
        }

        public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
        {
            if (network.Loses?.Invoke(datagram.ToArray()) is not true && network._sockets.TryGetValue(to, out var receiver))
            {
                receiver.Put(datagram, _local);
            }

            return true;
        }

        public void Dispose() => network._sockets.TryRemove(_local, out _);

        private void Put(ReadOnlySpan<byte> datagram, SocketEndPoint from)
        {
            lock (_lock)
            {
                if (_count == Capacity)
                {
                    return;
                }

                ref var slot = ref _ring[(_head + _count) % Capacity];
                datagram.CopyTo(slot.Bytes);
                (slot.Length, slot.From) = (datagram.Length, from);
                _count++;
            }
        }
    }
}
