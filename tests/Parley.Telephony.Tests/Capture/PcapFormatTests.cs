using System.Buffers;
using System.Net;
using Parley.Rtp.Transport;
using Parley.Telephony.Capture;

namespace Parley.Telephony.Tests.Capture;

public sealed class PcapFormatTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(0x01020304) + TimeSpan.FromMicroseconds(5);

    [Fact]
    public void WriteHeader_Always_IsThatOfRawIpInMicroseconds()
    {
        var output = new ArrayBufferWriter<byte>();

        PcapFormat.WriteHeader(output);

        Assert.Equal("D4C3B2A1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "65000000", Convert.ToHexString(output.WrittenSpan));
    }

    // The checksums are those that tcpdump and Wireshark call correct.
    [Fact]
    public void WritePacket_IPv4_IsUdpWithItsChecksums()
    {
        var packet = Write("192.0.2.1:5060", "192.0.2.2:5080", [1, 2, 3], 3);

        Assert.Equal(
            "04030201" + "05000000" + "1F000000" + "1F000000"
                + "4500001F" + "00004000" + "4011B6CA" + "C0000201" + "C0000202"
                + "13C413D8" + "000B5036" + "010203",
            packet);
    }

    [Fact]
    public void WritePacket_IPv6_IsUdpWithItsChecksum()
    {
        var packet = Write("[2001:db8::1]:5060", "[2001:db8::2]:5060", [0xAA, 0xBB], 2);

        Assert.Equal(
            "04030201" + "05000000" + "32000000" + "32000000"
                + "60000000" + "000A1140" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002"
                + "13C413C4" + "000AD221" + "AABB",
            packet);
    }

    [Fact]
    public void WritePacket_CutOff_SaysHowLongItWasAndHasNoChecksum()
    {
        var packet = Write("192.0.2.1:5060", "192.0.2.2:5080", [1, 2, 3], 160);

        Assert.Equal("1F000000" + "BC000000" + "450000BC", packet[16..40]);
        Assert.EndsWith("13C413D8" + "00A80000" + "010203", packet, StringComparison.Ordinal);
    }

    [Fact]
    public void WritePacket_LargerThanAPacketCanBe_IsCut()
    {
        var output = new ArrayBufferWriter<byte>();

        PcapFormat.WritePacket(output, At, SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:1")), SocketEndPoint.From(IPEndPoint.Parse("192.0.2.2:2")), new byte[70_000], 70_000);

        Assert.Equal(16 + 65_535, output.WrittenCount);
    }

    private static string Write(string from, string to, byte[] payload, int wholeLength)
    {
        var output = new ArrayBufferWriter<byte>();
        PcapFormat.WritePacket(output, At, SocketEndPoint.From(IPEndPoint.Parse(from)), SocketEndPoint.From(IPEndPoint.Parse(to)), payload, wholeLength);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
