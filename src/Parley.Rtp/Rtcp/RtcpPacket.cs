using System.Buffers.Binary;
using System.Text;

namespace Parley.Rtp.Rtcp;

/// <summary>One packet out of a compound (RFC 3550, section 6.4 to 6.7): a view of the datagram. Accessors check their bounds and say no.</summary>
internal readonly ref struct RtcpPacket(RtcpPacketType type, int count, ReadOnlySpan<byte> body)
{
    private const int CanonicalNameItem = 1;
    private readonly ReadOnlySpan<byte> _body = body;

    public RtcpPacketType Type { get; } = type;

    /// <summary>The five-bit field of the header: report blocks, sources or chunks, by type.</summary>
    public int Count { get; } = count;

    /// <summary>What follows the four bytes of the header, without padding.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>The source that sent a report.</summary>
    public bool TryGetSender(out uint ssrc)
    {
        var isReport = Type is RtcpPacketType.SenderReport or RtcpPacketType.ReceiverReport && _body.Length >= sizeof(uint);
        ssrc = isReport ? BinaryPrimitives.ReadUInt32BigEndian(_body) : 0;
        return isReport;
    }

    /// <summary>The sender's part of a sender report.</summary>
    public bool TryGetSenderInfo(out SenderInfo info)
    {
        var complete = Type is RtcpPacketType.SenderReport && _body.Length >= sizeof(uint) + SenderInfo.Size;
        info = complete ? SenderInfo.Read(_body[sizeof(uint)..]) : default;
        return complete;
    }

    /// <summary>One of the report blocks.</summary>
    public bool TryGetBlock(int index, out ReportBlock block)
    {
        var start = Type switch
        {
            RtcpPacketType.SenderReport => sizeof(uint) + SenderInfo.Size,
            RtcpPacketType.ReceiverReport => sizeof(uint),
            _ => _body.Length,
        } + (index * ReportBlock.Size);
        var exists = index >= 0 && index < Count && _body.Length >= start + ReportBlock.Size;
        block = exists ? ReportBlock.Read(_body[start..]) : default;
        return exists;
    }

    /// <summary>Whether a goodbye names a source.</summary>
    public bool IsGoodbyeOf(uint ssrc)
    {
        if (Type is not RtcpPacketType.Goodbye)
        {
            return false;
        }

        for (var i = 0; i < Count && _body.Length >= (i + 1) * sizeof(uint); i++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(_body[(i * sizeof(uint))..]) == ssrc)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The canonical name of the first source that a description names.</summary>
    public bool TryGetCanonicalName(out uint ssrc, out string name)
    {
        (ssrc, name) = (0, "");
        if (Type is not RtcpPacketType.SourceDescription || Count == 0 || _body.Length < sizeof(uint))
        {
            return false;
        }

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(_body);
        for (var items = _body[sizeof(uint)..]; items.Length >= 2 && items[0] != 0 && items.Length >= 2 + items[1]; items = items[(2 + items[1])..])
        {
            if (items[0] == CanonicalNameItem)
            {
                name = Encoding.UTF8.GetString(items.Slice(2, items[1]));
                return true;
            }
        }

        return false;
    }
}
