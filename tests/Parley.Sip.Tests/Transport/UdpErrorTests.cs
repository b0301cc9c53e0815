using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Transport;

/// <summary>What ICMP says of datagrams, and what is made of it (RFC 3261, section 18.4).</summary>
public class UdpErrorTests
{
    [Theory]
    [InlineData(2, 3, 0, true)]    // Network
    [InlineData(2, 3, 1, true)]    // Host
    [InlineData(2, 3, 2, true)]    // Protocol
    [InlineData(2, 3, 3, true)]    // Port
    [InlineData(2, 3, 13, true)]   // Administratively prohibited
    [InlineData(2, 12, 0, true)]   // Parameter problem
    [InlineData(2, 3, 4, false)]   // Fragmentation needed
    [InlineData(2, 3, 5, false)]   // Source route failed
    [InlineData(2, 4, 0, false)]   // Source quench
    [InlineData(2, 11, 0, false)]  // Time to live exceeded in transit
    [InlineData(2, 11, 1, false)]  // Time exceeded while fragments were put together
    [InlineData(3, 1, 4, true)]    // ICMPv6: port
    [InlineData(3, 4, 0, true)]    // ICMPv6: parameter problem
    [InlineData(3, 2, 0, false)]   // ICMPv6: packet too big
    [InlineData(3, 3, 0, false)]   // ICMPv6: hop limit exceeded
    [InlineData(1, 0, 0, false)]   // This machine: larger than the path takes
    public void IsUnreachable_OfWhatIcmpSays_IsWhatRfc3261Lists(byte origin, byte type, byte code, bool expected)
    {
        var content = new byte[16];
        (content[0], content[4], content[5], content[6]) = (113, origin, type, code);
        Assert.True(UdpError.TryParse(content, out var error));
        Assert.Equal(new UdpError(origin, type, code), error);
        Assert.Equal(expected, error.IsUnreachable);
    }

    [Fact]
    public void TryParse_TooShort_ReturnsFalse() => Assert.False(UdpError.TryParse(new byte[15], out _));

    [Fact]
    public async Task Send_ARouterCountsDownToZero_NobodyIsReportedAndOthersStillWork()
    {
        using var router = Router();
        await using var a = UdpSipTransport.Bind(new(IPAddress.Loopback, 0));
        await using var b = UdpSipTransport.Bind(new(IPAddress.Loopback, 0));
        for (var i = 0; i < 3; i++)
        {
            router.SendTo(Icmp(11, 0, a.LocalEndPoint, b.LocalEndPoint), new IPEndPoint(IPAddress.Loopback, 0));   // Told to whoever sends or receives next.
            await a.SendAsync("hello"u8.ToArray(), b.LocalEndPoint, TestContext.Current.CancellationToken);
            Assert.Equal(5, (await b.Received.ReadAsync(TestContext.Current.CancellationToken)).Bytes.Length);
        }

        router.SendTo(Icmp(3, 3, a.LocalEndPoint, b.LocalEndPoint), new IPEndPoint(IPAddress.Loopback, 0));
        var report = await a.Received.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(report.IsUnreachable);   // The first that is told of, behind three that were not.
        Assert.Equal(b.LocalEndPoint, report.Remote);
        Assert.False(a.Received.TryRead(out _));
    }

    private static Socket Router()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells an unconnected socket what ICMP says.");
        try
        {
            return new(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        }
        catch (SocketException)
        {
            Assert.Skip("Only root may play a router.");
            throw;
        }
    }

    /// <summary>An ICMP message about a datagram that was sent from one place to another, the beginning of which it quotes (RFC 792).</summary>
    private static byte[] Icmp(byte type, byte code, IPEndPoint from, IPEndPoint to)
    {
        var message = new byte[8 + 20 + 8];
        (message[0], message[1]) = (type, code);
        var quoted = message.AsSpan(8);
        (quoted[0], quoted[3], quoted[8], quoted[9]) = (0x45, 28, 1, 17);
        from.Address.TryWriteBytes(quoted[12..], out _);
        to.Address.TryWriteBytes(quoted[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[20..], (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[22..], (ushort)to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[24..], 8);
        var sum = 0;
        for (var i = 0; i < message.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(i));
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)~sum);
        return message;
    }
}
