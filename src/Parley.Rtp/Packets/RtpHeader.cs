using System.Buffers.Binary;

namespace Parley.Rtp.Packets;

/// <summary>The fixed fields of an RTP packet (RFC 3550, section 5.1).</summary>
/// <param name="PayloadType">What the payload is, 0-127.</param>
/// <param name="HasMarker">The marker: the first packet of a talk spurt, or of a telephone-event.</param>
/// <param name="SequenceNumber">One more with every packet sent; wraps.</param>
/// <param name="Timestamp">The media time of the payload's first sample, in units of the clock rate; wraps.</param>
/// <param name="Ssrc">The source.</param>
public readonly record struct RtpHeader(byte PayloadType, bool HasMarker, ushort SequenceNumber, uint Timestamp, uint Ssrc)
{
    /// <summary>The size of the header that <see cref="Write"/> produces.</summary>
    public const int Size = 12;

    /// <summary>The only version there is.</summary>
    public const int Version = 2;

    /// <summary>Writes the header, without contributing sources, extension or padding.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes; the payload follows.</param>
    public void Write(Span<byte> destination)
    {
        destination[0] = Version << 6;
        destination[1] = (byte)((HasMarker ? 0x80 : 0) | (PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Ssrc);
    }
}
