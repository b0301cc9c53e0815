using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Parley.Telephony.Tests.Capture;

/// <summary>A packet of a PCAP file of ours, as the format's description has it.</summary>
internal sealed record Captured(TimeSpan At, (string From, int FromPort, string To, int ToPort) Route, byte[] Payload) : IComparable<Captured>
{
    public string Text => Encoding.Latin1.GetString(Payload);

    public static List<Captured> ReadAll(byte[] file)
    {
        Assert.Equal(0xA1B2C3D4, BinaryPrimitives.ReadUInt32LittleEndian(file));
        Assert.Equal(101u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(20)));
        var packets = new List<Captured>();
        for (var at = 24; at < file.Length;)
        {
            var record = file.AsSpan(at);
            var length = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
            var time = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32LittleEndian(record)) + TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
            packets.Add(Read(time, record.Slice(16, length)));
            at += 16 + length;
        }

        return packets;
    }

    public int CompareTo(Captured? other) => At.CompareTo(other?.At ?? default);

    private static Captured Read(TimeSpan at, ReadOnlySpan<byte> packet)
    {
        Assert.Equal(0x45, packet[0]);
        Assert.Equal(packet.Length, BinaryPrimitives.ReadUInt16BigEndian(packet[2..]));
        return new(
            at,
            (new IPAddress(packet[12..16]).ToString(), BinaryPrimitives.ReadUInt16BigEndian(packet[20..]), new IPAddress(packet[16..20]).ToString(), BinaryPrimitives.ReadUInt16BigEndian(packet[22..])),
            packet[28..].ToArray());
    }
}
