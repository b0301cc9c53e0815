using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

public sealed class PortRangeTests
{
    [Theory]
    [InlineData("10000-20000", 10000, 20000)]
    [InlineData(" 1 - 65535 ", 1, 65535)]
    public void TryParse_Range_IsRead(string text, int first, int last)
    {
        Assert.True(PortRange.TryParse(text, null, out var range));
        Assert.Equal(new PortRange((ushort)first, (ushort)last), range);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10000")]
    [InlineData("20000-10000")]
    [InlineData("0-10")]
    [InlineData("-1-10")]
    [InlineData("10-65536")]
    [InlineData("a-b")]
    public void TryParse_Nonsense_ReturnsFalse(string? text) => Assert.False(PortRange.TryParse(text, null, out _));

    [Theory]
    [InlineData(10000, 10001, 1)]
    [InlineData(10000, 10002, 1)]
    [InlineData(10001, 10003, 1)]
    [InlineData(10001, 10002, 0)]
    [InlineData(10000, 10000, 0)]
    [InlineData(10000, 10007, 4)]
    public void PairCount_OddEnds_CountWholePairsOnly(int first, int last, int pairs) =>
        Assert.Equal(pairs, new PortRange((ushort)first, (ushort)last).PairCount);
}
