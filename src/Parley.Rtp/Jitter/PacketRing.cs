namespace Parley.Rtp.Jitter;

/// <summary>
/// The packets of a <see cref="JitterBuffer"/>, by extended sequence number. Holds the last 64 at most, however the numbers jump; played ones
/// stay until their place is needed, so that duplicates are known.
/// </summary>
internal sealed class PacketRing(int tick)
{
    private const int Capacity = 64;

    private readonly JitterSlot[] _slots = MakeSlots();
    private readonly Stack<byte[]> _spare = new(); // The last one played is the next to be filled, while it is still in the processor's cache.

    /// <summary>The first packet that is not played whole.</summary>
    public long Next { get; private set; }

    /// <summary>The highest number so far.</summary>
    public long Newest { get; private set; }

    /// <summary>Whether the newest packet carries no sound.</summary>
    public bool EndsInSilence => At(Newest).Length == 0;

    /// <summary>Whether a packet is here, played or not.</summary>
    public bool Has(long sequence) => At(sequence).Sequence == sequence;

    /// <summary>Starts to play at a packet, which is yet to be put.</summary>
    public void Begin(long sequence) => (Next, Newest) = (sequence, sequence - 1);

    /// <summary>Starts to play at an earlier packet than planned.</summary>
    public bool TryBeginEarlier(long sequence)
    {
        if (sequence <= Newest - Capacity)
        {
            return false;
        }

        Next = sequence;
        return true;
    }

    /// <summary>Puts a packet in.</summary>
    public void Put(long sequence, long media, byte payloadType, ReadOnlySpan<byte> payload)
    {
        ref var slot = ref At(sequence);
        (slot.Sequence, slot.Media, slot.Length, slot.PayloadType) = (sequence, media, payload.Length, payloadType);
        slot.Payload = BufferFor(payload.Length, slot.Payload);
        payload.CopyTo(slot.Payload);
        if (sequence > Newest)
        {
            Newest = sequence;
            Next = Math.Max(Next, sequence - Capacity + 1);
        }
    }

    /// <summary>Copies what there is without a hole from a media time on, of one payload type.</summary>
    /// <returns>The bytes copied.</returns>
    public int Copy(long media, Span<byte> destination, out byte payloadType)
    {
        var filled = 0;
        payloadType = 0;
        for (var sequence = Next; sequence <= Newest && filled < destination.Length; sequence++)
        {
            ref var slot = ref At(sequence);
            var skip = media + filled - slot.Media;
            if (slot.Sequence != sequence || slot.Length == 0 || skip >= slot.Length)
            {
                continue;
            }

            if (skip < 0 || (filled > 0 && slot.PayloadType != payloadType))
            {
                break;
            }

            var part = slot.Payload.AsSpan((int)skip, (int)Math.Min(slot.Length - skip, destination.Length - filled));
            part.CopyTo(destination[filled..]);
            filled += part.Length;
            payloadType = slot.PayloadType;
        }

        return filled;
    }

    /// <summary>Finds the next packet with sound at or behind a media time.</summary>
    public bool TryFind(long media, out long found, out long foundMedia)
    {
        for (found = Next; found <= Newest; found++)
        {
            ref var slot = ref At(found);
            if (slot.Sequence == found && slot.Media >= media && slot.Length > 0)
            {
                foundMedia = slot.Media;
                return true;
            }
        }

        foundMedia = 0;
        return false;
    }

    /// <summary>Whether a packet between the next one and another never came.</summary>
    public bool HasMissingBefore(long end)
    {
        for (var sequence = Next; sequence < end; sequence++)
        {
            if (!Has(sequence))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts packets with sound.</summary>
    public int CountSound(long begin, long end)
    {
        var count = 0;
        for (var sequence = begin; sequence < end; sequence++)
        {
            count += Has(sequence) && At(sequence).Length > 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Leaves behind what ends before a media time, and gaps before what has begun.</summary>
    public void PassTo(long media)
    {
        for (var sequence = Next; sequence <= Newest; sequence++)
        {
            ref var slot = ref At(sequence);
            if (slot.Sequence != sequence)
            {
                continue;
            }

            if (slot.Length == 0 ? sequence == Next : slot.Media + slot.Length <= media)
            {
                Next = sequence + 1;
                Recycle(ref slot);
            }
            else if (slot.Length > 0)
            {
                Next = slot.Media < media ? sequence : Next;
                break;
            }
        }
    }

    /// <summary>Forgets all packets, and keeps their memory.</summary>
    public void Clear()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _slots[i].Sequence = JitterSlot.NoSequence;
        }
    }

    private byte[]? BufferFor(int length, byte[]? left)
    {
        if (length == 0 || left?.Length >= length)
        {
            return left;
        }

        return _spare.TryPop(out var spare) && spare.Length >= length ? spare : new byte[(length + tick - 1) / tick * tick];
    }

    private void Recycle(ref JitterSlot slot)
    {
        if (slot.Payload is { } played)
        {
            slot.Payload = null;
            _spare.Push(played);
        }
    }

    private static JitterSlot[] MakeSlots()
    {
        var slots = new JitterSlot[Capacity];
        Array.Fill(slots, JitterSlot.None);
        return slots;
    }

    private ref JitterSlot At(long sequence) => ref _slots[sequence & (Capacity - 1)];
}
