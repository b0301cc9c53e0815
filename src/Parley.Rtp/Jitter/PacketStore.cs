namespace Parley.Rtp.Jitter;

/// <summary>
/// Packets that cannot be cut where a tick ends (Opus), or have more than one byte for a unit of time (L16). The jitter buffer holds a stand-in for each: the number of
/// its place here, once for every unit that it sounds. So one buffer serves every codec, and the decoder learns from the stand-ins which packet to play, and how much of it.
/// As many places as the buffer has, given by sequence number as there.
/// </summary>
internal sealed class PacketStore
{
    /// <summary>Places; a stand-in is a byte below this.</summary>
    public const int Capacity = 64;

    private readonly Place[] _places = new Place[Capacity];

    /// <summary>The stand-in of a packet.</summary>
    public static byte PlaceOf(long sequence) => (byte)(sequence & (Capacity - 1));

    /// <summary>Keeps a packet; its memory is that of the one before.</summary>
    public void Put(long sequence, byte payloadType, ReadOnlySpan<byte> payload)
    {
        ref var place = ref _places[PlaceOf(sequence)];
        if (place.Payload is null || place.Payload.Length < payload.Length)
        {
            place.Payload = new byte[Math.Max(payload.Length, 256)];
        }

        payload.CopyTo(place.Payload);
        (place.Sequence, place.PayloadType, place.Length, place.IsThere) = (sequence, payloadType, payload.Length, true);
    }

    /// <summary>The packet that a stand-in stands for.</summary>
    public bool TryGet(byte standIn, out StoredPacket packet)
    {
        ref var place = ref _places[standIn & (Capacity - 1)];
        packet = place.IsThere ? new(place.Sequence, place.PayloadType, place.Payload.AsSpan(0, place.Length)) : default;
        return place.IsThere;
    }

    /// <summary>Finds a packet by its number, if it is here.</summary>
    public bool TryFind(long sequence, out StoredPacket packet) => TryGet(PlaceOf(sequence), out packet) && packet.Sequence == sequence;

    /// <summary>Forgets all packets, and keeps their memory.</summary>
    public void Clear()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _places[i].IsThere = false;
        }
    }

    private struct Place
    {
        public long Sequence;
        public byte PayloadType;
        public int Length;
        public bool IsThere;
        public byte[]? Payload;
    }
}
