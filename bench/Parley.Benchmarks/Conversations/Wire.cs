using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Parley.Rtp.Transport;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// The machine's network with a watch on the sound that is sent: how far from 20 ms after the one before each packet leaves, and where voice begins and ends. All that it
/// costs is a look at the clock and at the payload, some 0.1 µs a packet.
/// </summary>
internal sealed class Wire : IDatagramNetwork
{
    private const int Header = 12;
    private const int PacketLength = Header + 160;

    private readonly ConcurrentDictionary<int, Port> _ports = new();

    /// <summary>The deviations while it is on.</summary>
    public Deviations Departures { get; } = new();

    public IDatagramSocket Bind(IPEndPoint local) => new Watched(UdpNetwork.Instance.Bind(local), this);

    /// <summary>What went out of a port, the last call's that had it.</summary>
    public Port? Find(int port) => _ports.GetValueOrDefault(port);

    /// <summary>The voice of one call: stretches without a silent packet between.</summary>
    internal sealed class Port
    {
        private readonly List<(long First, long Last)> _stretches = new(64);
        private long _first;
        private long _last;

        /// <summary>When the first and the last packet of each stretch had been sent. Complete once the call is over.</summary>
        public IReadOnlyList<(long First, long Last)> Stretches => _stretches;

        public void Note(bool isVoiced, long at)
        {
            if (isVoiced)
            {
                _first = _first == 0 ? at : _first;
                _last = at;
            }
            else if (_first != 0)
            {
                _stretches.Add((_first, _last));
                _first = 0;
            }
        }
    }

    private sealed class Watched(IDatagramSocket socket, Wire wire) : IDatagramSocket
    {
        private Port? _port;
        private long _before;

        public IPEndPoint LocalEndPoint => socket.LocalEndPoint;

        public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from) => socket.TryReceive(buffer, out length, out from);

        public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
        {
            var isSent = socket.TrySend(datagram, to);
            if (datagram.Length == PacketLength)
            {
                var now = Stopwatch.GetTimestamp();
                _port ??= wire._ports[socket.LocalEndPoint.Port] = new();
                _port.Note(CalleeVoice.IsVoiced(datagram[Header..]), now);
                if (_before != 0)
                {
                    wire.Departures.Note(Stopwatch.GetElapsedTime(_before, now));
                }

                _before = now;
            }

            return isSent;
        }

        public void Dispose() => socket.Dispose();
    }
}
