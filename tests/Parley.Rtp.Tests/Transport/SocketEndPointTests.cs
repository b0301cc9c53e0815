using System.Net;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

public sealed class SocketEndPointTests
{
    [Theory]
    [InlineData("192.0.2.1:5004")]
    [InlineData("0.0.0.0:0")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[2001:db8::1]:5004")]
    [InlineData("[fe80::1%3]:40000")]
    public void From_AnyEndPoint_ComesBackTheSame(string text)
    {
        var endPoint = IPEndPoint.Parse(text);

        Assert.Equal(endPoint, SocketEndPoint.From(endPoint).ToIPEndPoint());
    }

    [Fact]
    public void From_MappedAddress_EqualsItsIPv4Form()
    {
        var plain = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:5004"));
        var mapped = SocketEndPoint.From(IPEndPoint.Parse("[::ffff:192.0.2.1]:5004"));

        Assert.Equal(plain, mapped);
        Assert.True(mapped.IsIPv4);
        Assert.Equal(0xC0000201, mapped.IPv4Address);
        Assert.NotEqual(plain, SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:5005")));
        Assert.True(plain.IsSameHostAs(SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:5005"))));
    }

    [Theory]
    [InlineData("0.0.0.0:5004", true)]
    [InlineData("[::]:5004", true)]
    [InlineData("192.0.2.1:0", true)]
    [InlineData("192.0.2.1:1", false)]
    public void IsUnspecified_WildcardOrNoPort_IsTrue(string text, bool expected) =>
        Assert.Equal(expected, SocketEndPoint.From(IPEndPoint.Parse(text)).IsUnspecified);
}
