using System.Buffers.Binary;
using Parley.Rtp.Packets;

namespace Parley.Rtp.Srtp;

/// <summary>Reads of an RTP packet what encryption needs: where the payload begins, before anything behind it can be trusted.</summary>
internal static class SrtpHeader
{
    private const byte ExtensionBit = 0x10;
    private const int WordSize = 4;

    public static bool TryRead(ReadOnlySpan<byte> packet, out int length, out uint ssrc, out ushort sequence)
    {
        (length, ssrc, sequence) = (0, 0, 0);
        if (packet.Length < RtpHeader.Size || packet[0] >> 6 != RtpHeader.Version)
        {
            return false;
        }

        sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        length = RtpHeader.Size + ((packet[0] & 0x0F) * WordSize);
        if ((packet[0] & ExtensionBit) == 0)
        {
            return length <= packet.Length;
        }

        if (length + WordSize > packet.Length)
        {
            return false;
        }

        length += WordSize + (BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]) * WordSize);
        return length <= packet.Length;
    }
}
