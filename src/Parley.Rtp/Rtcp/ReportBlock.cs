using System.Buffers.Binary;

namespace Parley.Rtp.Rtcp;

/// <summary>What a receiver says about one source (RFC 3550, section 6.4.1).</summary>
/// <param name="Ssrc">The source reported on.</param>
/// <param name="FractionLost">Share lost since the last report, in 256ths.</param>
/// <param name="CumulativeLost">Packets lost over the whole session; negative with duplicates. 24 bits on the wire.</param>
/// <param name="HighestSequence">Highest sequence number received, with the count of cycles in the upper half.</param>
/// <param name="Jitter">Inter-arrival jitter in timestamp units.</param>
/// <param name="LastSenderReport">The middle 32 bits of the NTP time of the last sender report from the source, or 0.</param>
/// <param name="DelaySinceLastSenderReport">Time since that report came in, in 1/65,536 s.</param>
internal readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    public const int Size = 24;

    private const int LeastLost = -0x80_0000;
    private const int MostLost = 0x7F_FFFF;

    /// <summary>Reads a block; the caller has checked that <paramref name="source"/> is long enough.</summary>
    public static ReportBlock Read(ReadOnlySpan<byte> source) =>
        new(
            BinaryPrimitives.ReadUInt32BigEndian(source),
            source[4],
            BinaryPrimitives.ReadInt32BigEndian(source[4..]) << 8 >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(source[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[20..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], Math.Clamp(CumulativeLost, LeastLost, MostLost));
        destination[4] = FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }
}
