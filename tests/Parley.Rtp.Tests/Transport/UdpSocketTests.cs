using System.Net;
using System.Net.Sockets;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

/// <summary>Both kinds of socket behave alike on the real loopback, where a datagram is there as soon as it is sent.</summary>
public sealed class UdpSocketTests
{
    public static TheoryData<bool, string> Kinds => new()
    {
        { false, "127.0.0.1" },
        { false, "::1" },
        { true, "127.0.0.1" },
        { true, "::1" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryReceive_AfterSend_GivesBytesAndSource(bool direct, string address)
    {
        SkipUnlessSupported(direct, address);
        using var a = Open(direct, address);
        using var b = Open(direct, address);
        var buffer = new byte[100];

        Assert.False(b.TryReceive(buffer, out _, out _));
        Assert.True(a.TrySend([1, 2, 3], SocketEndPoint.From(b.LocalEndPoint)));
        Assert.True(a.TrySend([], SocketEndPoint.From(b.LocalEndPoint)));
        Assert.True(b.TryReceive(buffer, out var length, out var from));
        Assert.True(b.TryReceive(buffer, out var emptyLength, out _));

        Assert.Equal([1, 2, 3], buffer[..length]);
        Assert.Equal(a.LocalEndPoint, from.ToIPEndPoint());
        Assert.Equal(0, emptyLength);
        Assert.False(b.TryReceive(buffer, out _, out _));
        Assert.True(b.TrySend([9], from));
        Assert.True(a.TryReceive(buffer, out length, out _));
        Assert.Equal(9, buffer[0]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TrySend_NobodyListens_NeverThrowsAndSocketLivesOn(bool direct, string address)
    {
        SkipUnlessSupported(direct, address);
        using var a = Open(direct, address);
        using var b = Open(direct, address);
        var gone = Open(direct, address);
        var nowhere = SocketEndPoint.From(gone.LocalEndPoint);
        gone.Dispose();

        for (var i = 0; i < 10; i++)
        {
            a.TrySend([1], nowhere);
            Assert.False(a.TryReceive(new byte[10], out _, out _));
        }

        Assert.True(a.TrySend([2], SocketEndPoint.From(b.LocalEndPoint)));
        Assert.True(b.TryReceive(new byte[10], out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrySend_OtherAddressFamilyOrWildcardPort_ReturnsFalse(bool direct)
    {
        SkipUnlessSupported(direct, "127.0.0.1");
        using var socket = Open(direct, "127.0.0.1");

        Assert.False(socket.TrySend([1], SocketEndPoint.From(IPEndPoint.Parse("[2001:db8::1]:5004"))));
        Assert.False(socket.TrySend([1], SocketEndPoint.From(IPEndPoint.Parse("127.0.0.1:0"))));
        Assert.False(socket.TrySend(new byte[70_000], SocketEndPoint.From(socket.LocalEndPoint)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryReceive_LongerThanBuffer_DoesNotThrow(bool direct)
    {
        SkipUnlessSupported(direct, "127.0.0.1");
        using var socket = Open(direct, "127.0.0.1");
        var self = SocketEndPoint.From(socket.LocalEndPoint);
        socket.TrySend(new byte[500], self);
        socket.TrySend([7], self);
        var buffer = new byte[10];
        var last = 0;

        while (socket.TryReceive(buffer, out var length, out _))
        {
            Assert.InRange(length, 1, 10);
            last = length;
        }

        Assert.Equal(1, last);
        Assert.Equal(7, buffer[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calls_AfterDispose_ReturnFalse(bool direct)
    {
        SkipUnlessSupported(direct, "127.0.0.1");
        var socket = Open(direct, "127.0.0.1");
        var self = SocketEndPoint.From(socket.LocalEndPoint);
        socket.Dispose();

        Assert.False(socket.TrySend([1], self));
        Assert.False(socket.TryReceive(new byte[10], out _, out _));
    }

    [Fact]
    public void Bind_PortInUse_Throws()
    {
        using var socket = UdpNetwork.Instance.Bind(new(IPAddress.Loopback, 0));

        var exception = Assert.Throws<SocketException>(() => UdpNetwork.Instance.Bind(socket.LocalEndPoint));

        Assert.Equal(SocketError.AddressAlreadyInUse, exception.SocketErrorCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bind_IPv6Any_TalksToIPv4Peers(bool direct)
    {
        SkipUnlessSupported(direct, "::1");
        using var dual = UdpNetwork.Bind(new(IPAddress.IPv6Any, 0), direct);
        using var peer = Open(direct, "127.0.0.1");
        var buffer = new byte[10];

        Assert.True(peer.TrySend([5], SocketEndPoint.From(IPAddress.Loopback, dual.LocalEndPoint.Port)));
        Assert.True(dual.TryReceive(buffer, out _, out var from));
        Assert.True(dual.TrySend([6], from));
        Assert.True(peer.TryReceive(buffer, out _, out _));

        Assert.Equal(SocketEndPoint.From(peer.LocalEndPoint), from);
        Assert.Equal(6, buffer[0]);
    }

    private static IDatagramSocket Open(bool direct, string address) => UdpNetwork.Bind(new(IPAddress.Parse(address), 0), direct);

    private static void SkipUnlessSupported(bool direct, string address)
    {
        Assert.SkipWhen(direct && !OperatingSystem.IsLinux(), "Direct system calls are for Linux.");
        Assert.SkipWhen(address.Contains(':', StringComparison.Ordinal) && !Socket.OSSupportsIPv6, "This machine has no IPv6.");
    }
}
