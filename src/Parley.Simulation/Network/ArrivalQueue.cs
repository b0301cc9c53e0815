using Parley.Rtp.Transport;

namespace Parley.Simulation.Network;

/// <summary>Datagrams by their times of arrival. Those that arrive at the same moment stay in the order in which they were sent. Allocates nothing in steady state.</summary>
internal sealed class ArrivalQueue
{
    private const int MostWaiting = 4_096;
    private const int UsualSize = 256;

    private Datagram[] _ring = new Datagram[8];
    private int _first;
    private int _count;

    private struct Datagram
    {
        public TimeSpan Arrival;
        public SocketEndPoint From;
        public byte[]? Bytes;
        public int Length;
    }

    /// <summary>Puts a datagram in its place. A full queue drops it, as a socket's buffer would.</summary>
    public void Add(TimeSpan arrival, ReadOnlySpan<byte> bytes, SocketEndPoint from)
    {
        if (_count == MostWaiting)
        {
            return;
        }

        if (_count == _ring.Length)
        {
            Grow();
        }

        // The free place brings its buffer along; it sinks to where the datagram belongs.
        var spare = Place(_count).Bytes;
        var at = _count++;
        while (at > 0 && Place(at - 1).Arrival > arrival)
        {
            Place(at) = Place(at - 1);
            at--;
        }

        var buffer = spare is not null && spare.Length >= bytes.Length ? spare : new byte[Math.Max(UsualSize, bytes.Length)];
        bytes.CopyTo(buffer);
        Place(at) = new Datagram { Arrival = arrival, From = from, Bytes = buffer, Length = bytes.Length };
    }

    /// <summary>Takes the first datagram that has arrived by now; what does not fit is cut off.</summary>
    public bool TryTake(TimeSpan now, Span<byte> buffer, out int length, out SocketEndPoint from)
    {
        if (_count == 0 || Place(0).Arrival > now)
        {
            (length, from) = (0, default);
            return false;
        }

        ref var datagram = ref Place(0);
        length = Math.Min(datagram.Length, buffer.Length);
        from = datagram.From;
        datagram.Bytes.AsSpan(0, length).CopyTo(buffer);
        _count--;
        _first = _count == 0 ? 0 : (_first + 1) % _ring.Length; // An empty ring begins anew: the same memory for every packet of a steady stream.
        return true;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => (_first, _count, _ring) = (0, 0, new Datagram[1]);

    private ref Datagram Place(int index) => ref _ring[(_first + index) % _ring.Length];

    private void Grow()
    {
        var larger = new Datagram[2 * _ring.Length];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = Place(i);
        }

        (_ring, _first) = (larger, 0);
    }
}
