using System.Net;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

public sealed class RtpPortPoolTests
{
    private readonly MemoryNetwork _network = new();

    [Fact]
    public void TryRent_OddFirstPort_GivesEvenRtpAndOddRtcp()
    {
        var pool = new RtpPortPool(_network, IPAddress.Loopback, new(10001, 10005));

        Assert.True(pool.TryRent(out var pair, out _));

        Assert.Equal(10002, pair.Rtp.LocalEndPoint.Port);
        Assert.Equal(10003, pair.Rtcp.LocalEndPoint.Port);
        Assert.Equal(IPAddress.Loopback, pair.LocalEndPoint.Address);
    }

    [Fact]
    public void TryRent_Exhausted_NamesTheRangeAndRecoversAfterDispose()
    {
        var pool = new RtpPortPool(_network, IPAddress.Loopback, new(10000, 10003));
        Assert.True(pool.TryRent(out var first, out _));
        Assert.True(pool.TryRent(out _, out _));

        Assert.False(pool.TryRent(out var none, out var error));
        first.Dispose();
        first.Dispose();

        Assert.Null(none);
        Assert.Contains("10000-10003", error, StringComparison.Ordinal);
        Assert.Equal(1, pool.InUse);
        Assert.True(pool.TryRent(out var again, out _));
        Assert.Equal(10000, again.LocalEndPoint.Port);
        Assert.Equal(4, _network.BoundCount);
    }

    [Theory]
    [InlineData(10000)]
    [InlineData(10001)]
    public void TryRent_PortHeldByAnother_IsSkippedWithoutLeak(int held)
    {
        using var other = _network.Bind(new(IPAddress.Loopback, held));
        var pool = new RtpPortPool(_network, IPAddress.Loopback, new(10000, 10003));

        Assert.True(pool.TryRent(out var pair, out _));
        Assert.False(pool.TryRent(out _, out var error));

        Assert.Equal(10002, pair.LocalEndPoint.Port);
        Assert.Contains("cannot be bound", error, StringComparison.Ordinal);
        Assert.Equal(1, pool.InUse);
        Assert.Equal(3, _network.BoundCount);
    }

    [Fact]
    public void TryRent_AfterReturn_TakesAnotherPairFirst()
    {
        var pool = new RtpPortPool(_network, IPAddress.Loopback, new(10000, 10003));
        Assert.True(pool.TryRent(out var first, out _));
        first.Dispose();

        Assert.True(pool.TryRent(out var second, out _));

        Assert.Equal(10002, second.LocalEndPoint.Port);
    }

    [Fact]
    public void Constructor_NoWholePair_Throws() =>
        Assert.Throws<ArgumentException>(() => new RtpPortPool(_network, IPAddress.Loopback, new(10001, 10002)));

    [Fact]
    public void TryRent_AddressOfAnotherMachine_FailsWithReason()
    {
        var pool = new RtpPortPool(UdpNetwork.Instance, IPAddress.Parse("192.0.2.77"), new(31000, 31003));

        Assert.False(pool.TryRent(out _, out var error));

        Assert.Contains("192.0.2.77", error, StringComparison.Ordinal);
        Assert.Equal(0, pool.InUse);
    }
}
