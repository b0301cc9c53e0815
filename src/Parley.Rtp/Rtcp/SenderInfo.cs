using System.Buffers.Binary;

namespace Parley.Rtp.Rtcp;

/// <summary>What a sender says about itself (RFC 3550, section 6.4.1).</summary>
/// <param name="NtpTime">The wall clock, as NTP's 32.32 fixed point seconds since 1900.</param>
/// <param name="RtpTimestamp">The same moment on the stream's clock.</param>
/// <param name="PacketCount">Packets sent; wraps.</param>
/// <param name="OctetCount">Payload bytes sent; wraps.</param>
internal readonly record struct SenderInfo(ulong NtpTime, uint RtpTimestamp, uint PacketCount, uint OctetCount)
{
    public const int Size = 20;

    /// <summary>Reads the fields; the caller has checked that <paramref name="source"/> is long enough.</summary>
    public static SenderInfo Read(ReadOnlySpan<byte> source) =>
        new(
            BinaryPrimitives.ReadUInt64BigEndian(source),
            BinaryPrimitives.ReadUInt32BigEndian(source[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[16..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, NtpTime);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], OctetCount);
    }
}
