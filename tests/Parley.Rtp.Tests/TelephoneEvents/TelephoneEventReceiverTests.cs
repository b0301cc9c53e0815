using Parley.Rtp.TelephoneEvents;

namespace Parley.Rtp.Tests.TelephoneEvents;

public sealed class TelephoneEventReceiverTests
{
    private readonly TelephoneEventReceiver _receiver = new();

    [Fact]
    public void Receive_WholeDigitWithThreeEnds_ReportsOnce()
    {
        var reported = Press(1000, 5);

        Assert.Equal([new ReceivedDigit('5', 10)], reported);
    }

    [Theory]
    [InlineData(0, 3)] // The start is lost.
    [InlineData(5, 3)] // Everything but the ends.
    [InlineData(0, 0)] // Nothing.
    public void Receive_SomeLost_ReportsOnce(int lostAtStart, int ends) => Assert.Single(Press(1000, 5, lostAtStart, ends));

    [Fact]
    public void Receive_EndsLostThenSameKeyAgain_ReportsBoth()
    {
        Assert.Single(Press(1000, 5, ends: 0));
        Assert.Single(Press(2600, 5));
    }

    [Fact]
    public void Receive_OldEndsAfterANewDigit_AreIgnored()
    {
        Press(1000, 5, ends: 0);
        Press(2600, 6, ends: 0);

        Assert.Null(_receiver.Receive(1000, new(5, true, 10, 800)));
        Assert.Null(_receiver.Receive(2600, new(6, true, 10, 800)));
    }

    [Fact]
    public void Receive_KeyHeldBeyondTheDurationField_IsOneDigit()
    {
        Assert.NotNull(_receiver.Receive(1000, new(5, false, 10, 160)));
        Assert.Null(_receiver.Receive(1000, new(5, false, 10, 0xFFFF)));

        Assert.Null(_receiver.Receive(1000 + 0xFFFF, new(5, false, 10, 160)));
        Assert.Null(_receiver.Receive(1000 + 0xFFFF, new(5, true, 10, 400)));
        Assert.NotNull(_receiver.Receive(1000 + 0xFFFF + 1600, new(5, false, 10, 160)));
    }

    [Fact]
    public void Receive_TimestampWraps_ReportsTheNext()
    {
        Assert.Single(Press(uint.MaxValue - 100, 1));
        Assert.Single(Press(1500, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Receive_GatewayLetsTheTimestampRun_ReportsOncePerPress(int lost)
    {
        var reported = new List<ReceivedDigit>();
        for (var press = 0; press < 2; press++)
        {
            for (var i = 1; i <= 8; i++)
            {
                var duration = (ushort)(160 * Math.Min(i, 6));
                if (i != lost && _receiver.Receive((uint)((press * 3000) + (160 * i)), new(5, i > 5, 10, duration)) is { } digit)
                {
                    reported.Add(digit);
                }
            }
        }

        Assert.Equal(2, reported.Count);
    }

    [Fact]
    public void Receive_ClockBeganAnew_ReportsTheNext()
    {
        Assert.Single(Press(3_000_000, 5));
        Assert.Single(Press(1000, 6));
    }

    [Fact]
    public void Receive_EventThatIsNoKey_ReportsNothing() => Assert.Null(_receiver.Receive(1, new(16, false, 10, 160)));

    private List<ReceivedDigit> Press(uint timestamp, byte code, int lostAtStart = 0, int ends = 3)
    {
        var reported = new List<ReceivedDigit>();
        for (var i = lostAtStart; i < 5 + ends; i++)
        {
            var isEnd = i >= 5;
            if (_receiver.Receive(timestamp, new(code, isEnd, 10, (ushort)(isEnd ? 800 : 160 * (i + 1)))) is { } digit)
            {
                reported.Add(digit);
            }
        }

        return reported;
    }
}
