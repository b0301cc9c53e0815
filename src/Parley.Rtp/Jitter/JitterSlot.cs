namespace Parley.Rtp.Jitter;

/// <summary>A place for one packet in the ring of a <see cref="JitterBuffer"/>.</summary>
internal struct JitterSlot
{
    /// <summary>The sequence number of a place that has never been used.</summary>
    public const long NoSequence = long.MinValue;

    /// <summary>An unused place.</summary>
    public static readonly JitterSlot None = new() { Sequence = NoSequence };

    /// <summary>The extended sequence number; stays after the packet is played, so that a duplicate is known.</summary>
    public long Sequence;

    /// <summary>The media time of the first byte.</summary>
    public long Media;

    /// <summary>The bytes of payload; 0 for a packet that carries no sound.</summary>
    public int Length;

    /// <summary>The RTP payload type.</summary>
    public byte PayloadType;

    /// <summary>The payload, <see cref="Length"/> bytes of it; none once it is played.</summary>
    public byte[]? Payload;
}
