using System.Buffers;
using System.Buffers.Binary;
using Parley.Rtp.Transport;

namespace Parley.Telephony.Capture;

/// <summary>
/// The classic libpcap format: microseconds, little-endian, packets that begin with their IP header (LINKTYPE_RAW). Every payload is put into UDP and IP of our own writing, SIP over
/// TCP and TLS too: its Via says what it came by.
/// </summary>
internal static class PcapFormat
{
    /// <summary>Bytes before the first packet.</summary>
    public const int HeaderSize = 24;

    private const uint Magic = 0xA1B2C3D4;
    private const uint RawIp = 101;
    private const int RecordSize = 16;
    private const int UdpSize = 8;
    private const int IPv4Size = 20;
    private const int IPv6Size = 40;
    private const byte Udp = 17;
    private const byte TimeToLive = 64;

    /// <summary>The largest payload that a packet can say it has.</summary>
    private const int LargestPayload = ushort.MaxValue - UdpSize - IPv4Size;

    /// <summary>Writes the beginning of a file.</summary>
    public static void WriteHeader(IBufferWriter<byte> output)
    {
        var header = output.GetSpan(HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 0x40000);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], RawIp);
        output.Advance(HeaderSize);
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="at">When it was seen.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">Whom to.</param>
    /// <param name="payload">What is kept of its payload.</param>
    /// <param name="wholeLength">How long its payload was.</param>
    public static void WritePacket(IBufferWriter<byte> output, DateTimeOffset at, SocketEndPoint from, SocketEndPoint to, ReadOnlySpan<byte> payload, int wholeLength)
    {
        wholeLength = Math.Min(Math.Max(wholeLength, payload.Length), LargestPayload);
        payload = payload[..Math.Min(payload.Length, wholeLength)];
        var isIPv4 = from.IsIPv4 && to.IsIPv4;
        var ipSize = isIPv4 ? IPv4Size : IPv6Size;
        var kept = ipSize + UdpSize + payload.Length;
        var record = output.GetSpan(RecordSize + kept)[..(RecordSize + kept)];
        record.Clear();
        var micros = (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(micros / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(micros % 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)kept);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)(ipSize + UdpSize + wholeLength));

        var packet = record[RecordSize..];
        var udp = packet[ipSize..];
        payload.CopyTo(udp[UdpSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(udp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(UdpSize + wholeLength));
        var addresses = isIPv4 ? WriteIPv4(packet, from, to, wholeLength) : WriteIPv6(packet, from, to, wholeLength);
        if (payload.Length == wholeLength)
        {
            var sum = Add(Add(Udp + (uint)(UdpSize + wholeLength), addresses), udp);
            BinaryPrimitives.WriteUInt16BigEndian(udp[6..], Fold(sum) is 0 ? (ushort)0xFFFF : Fold(sum));
        }

        output.Advance(record.Length);
    }

    private static Span<byte> WriteIPv4(Span<byte> packet, SocketEndPoint from, SocketEndPoint to, int payloadLength)
    {
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(IPv4Size + UdpSize + payloadLength));
        packet[6] = 0x40; // Not to be taken apart.
        packet[8] = TimeToLive;
        packet[9] = Udp;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], from.IPv4Address);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], to.IPv4Address);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Fold(Add(0, packet[..IPv4Size])));
        return packet[12..20];
    }

    private static Span<byte> WriteIPv6(Span<byte> packet, SocketEndPoint from, SocketEndPoint to, int payloadLength)
    {
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(UdpSize + payloadLength));
        packet[6] = Udp;
        packet[7] = TimeToLive;
        BinaryPrimitives.WriteUInt128BigEndian(packet[8..], from.Address);
        BinaryPrimitives.WriteUInt128BigEndian(packet[24..], to.Address);
        return packet[8..40];
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length > 1; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return bytes.IsEmpty ? sum : sum + ((uint)bytes[0] << 8);
    }

    private static ushort Fold(uint sum)
    {
        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
