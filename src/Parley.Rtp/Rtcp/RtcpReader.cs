using System.Buffers.Binary;
using Parley.Rtp.Packets;

namespace Parley.Rtp.Rtcp;

/// <summary>Walks the packets of a compound datagram (RFC 3550, appendix A.2); stops at the first that does not add up. Never throws.</summary>
internal ref struct RtcpReader(ReadOnlySpan<byte> datagram)
{
    private const int HeaderSize = 4;
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Whether the datagram ended in the middle of a packet or with something else.</summary>
    public readonly bool IsBroken => !_rest.IsEmpty;

    public bool TryRead(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.Length < HeaderSize || _rest[0] >> 6 != RtpHeader.Version)
        {
            return false;
        }

        var size = (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1) * 4;
        if (size > _rest.Length)
        {
            return false;
        }

        var body = _rest[HeaderSize..size];
        if ((_rest[0] & 0x20) != 0)
        {
            if (body.IsEmpty || body[^1] == 0 || body[^1] > body.Length)
            {
                return false;
            }

            body = body[..^body[^1]];
        }

        packet = new((RtcpPacketType)_rest[1], _rest[0] & 0x1F, body);
        _rest = _rest[size..];
        return true;
    }
}
