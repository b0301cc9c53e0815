using System.Buffers.Binary;
using Parley.Rtp.Packets;

namespace Parley.Rtp.Rtcp;

/// <summary>Writes a compound datagram: a report first, then the description, then perhaps a goodbye (RFC 3550, section 6.1).</summary>
/// <param name="buffer">Large enough for all of it; 256 bytes hold one of each with one block and a name of up to 64 bytes.</param>
internal ref struct RtcpWriter(Span<byte> buffer)
{
    private const int HeaderSize = 4;
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void WriteSenderReport(uint ssrc, scoped in SenderInfo info, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        var body = Begin(RtcpPacketType.SenderReport, blocks.Length, sizeof(uint) + SenderInfo.Size + (blocks.Length * ReportBlock.Size));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        info.Write(body[sizeof(uint)..]);
        WriteBlocks(body[(sizeof(uint) + SenderInfo.Size)..], blocks);
    }

    public void WriteReceiverReport(uint ssrc, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        var body = Begin(RtcpPacketType.ReceiverReport, blocks.Length, sizeof(uint) + (blocks.Length * ReportBlock.Size));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        WriteBlocks(body[sizeof(uint)..], blocks);
    }

    /// <summary>Writes a description with the one item that everyone must send.</summary>
    /// <param name="ssrc">The source.</param>
    /// <param name="canonicalName">At most 255 bytes of UTF-8.</param>
    public void WriteSourceDescription(uint ssrc, scoped ReadOnlySpan<byte> canonicalName)
    {
        // Item type, length, text, and at least one zero up to the next word.
        var size = (sizeof(uint) + 2 + canonicalName.Length + 4) & ~3;
        var body = Begin(RtcpPacketType.SourceDescription, 1, size);
        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = 1;
        body[5] = (byte)canonicalName.Length;
        canonicalName.CopyTo(body[6..]);
    }

    public void WriteGoodbye(uint ssrc) => BinaryPrimitives.WriteUInt32BigEndian(Begin(RtcpPacketType.Goodbye, 1, sizeof(uint)), ssrc);

    private static void WriteBlocks(Span<byte> destination, ReadOnlySpan<ReportBlock> blocks)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i].Write(destination[(i * ReportBlock.Size)..]);
        }
    }

    private Span<byte> Begin(RtcpPacketType type, int count, int bodySize)
    {
        var packet = _buffer.Slice(Length, HeaderSize + bodySize);
        packet[0] = (byte)((RtpHeader.Version << 6) | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodySize / 4));
        Length += packet.Length;
        return packet[HeaderSize..];
    }
}
