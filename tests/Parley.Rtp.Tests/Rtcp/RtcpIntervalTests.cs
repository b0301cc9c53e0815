using Parley.Rtp.Rtcp;

namespace Parley.Rtp.Tests.Rtcp;

public sealed class RtcpIntervalTests
{
    [Fact]
    public void Next_TwoParties_StaysAroundFiveSecondsAndVaries()
    {
        var interval = new RtcpInterval(new Random(1), 400);

        var drawn = Enumerable.Range(0, 1000).Select(_ => interval.Next(2, 2, true, 120, isFirst: false).TotalSeconds).ToList();

        Assert.All(drawn, seconds => Assert.InRange(seconds, 2.5 / 1.2183, 7.5 / 1.2182));
        Assert.InRange(drawn.Average(), 3.9, 4.3);
        Assert.True(drawn.Max() - drawn.Min() > 3.5);
    }

    [Fact]
    public void Next_FirstReport_ComesInHalfTheTime()
    {
        var first = new RtcpInterval(new Random(1), 400).Next(2, 2, true, 120, isFirst: true);
        var later = new RtcpInterval(new Random(1), 400).Next(2, 2, true, 120, isFirst: false);

        Assert.Equal(later.TotalSeconds / 2, first.TotalSeconds, tolerance: 1e-6);
    }

    [Fact]
    public void Next_ManyMembers_KeepsWithinTheBandwidth()
    {
        var interval = new RtcpInterval(new Random(1), 400);

        var listener = Enumerable.Range(0, 1000).Select(_ => interval.Next(1000, 1, false, 120, isFirst: false).TotalSeconds).Average();

        // 999 listeners share three quarters of 400 bytes a second.
        Assert.InRange(listener, 999 * 120 / 300.0 / 1.22 * 0.95, 999 * 120 / 300.0 / 1.22 * 1.05);
    }
}
