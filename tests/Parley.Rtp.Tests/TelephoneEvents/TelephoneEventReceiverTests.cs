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

    /// <summary>
    /// Keys of 50 ms to 2 s, and some held through several segments (RFC 4733, section 2.5.1.3), over a network that loses up to two packets in a row, starts and ends among them, and repeats and
    /// reorders others: each is reported once.
    /// </summary>
    [Theory]
    [InlineData(160, 0)]
    [InlineData(400, 0)]
    [InlineData(160, uint.MaxValue - 50_000)]
    public void Receive_BadNetwork_ReportsEachKeyOnce(int step, uint start)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var receiver = new TelephoneEventReceiver();
            var keys = new List<byte>();
            var packets = new List<(uint Timestamp, TelephoneEvent Event)>();
            var now = start;
            for (var i = 0; i < 10; i++)
            {
                keys.Add((byte)random.Next(16));
                var held = random.Next(5) == 0 ? random.Next(70_000, 200_000) : random.Next(400, 16_001);
                packets.AddRange(Held(keys[^1], now, held, step));
                now += (uint)(held + random.Next(320, 8000));
            }

            var reported = Spoil(packets, random).Select(packet => receiver.Receive(packet.Timestamp, packet.Event)).OfType<ReceivedDigit>().Select(digit => digit.Digit);

            Assert.Equal(keys.Select(key => "0123456789*#ABCD"[key]), reported);
        }
    }

    /// <summary>A key as a sender tells it: every step how long it has been held, a new segment where the field is full, three ends.</summary>
    private static IEnumerable<(uint Timestamp, TelephoneEvent Event)> Held(byte key, uint start, int duration, int step)
    {
        for (var held = step; held < duration; held += step)
        {
            while (held > ushort.MaxValue)
            {
                yield return (start, new(key, false, 10, ushort.MaxValue));
                (start, held, duration) = (start + ushort.MaxValue, held - ushort.MaxValue, duration - ushort.MaxValue);
            }

            yield return (start, new(key, false, 10, (ushort)held));
        }

        for (var end = 0; end < 3; end++)
        {
            yield return (start, new(key, true, 10, (ushort)duration));
        }
    }

    private static List<(uint Timestamp, TelephoneEvent Event)> Spoil(List<(uint Timestamp, TelephoneEvent Event)> packets, Random random)
    {
        var arrived = new List<(uint, TelephoneEvent)>();
        var lost = 0;
        foreach (var packet in packets)
        {
            lost = lost < 2 && random.Next(4) == 0 ? lost + 1 : 0;
            for (var copies = lost > 0 ? 0 : random.Next(10) == 0 ? 2 : 1; copies > 0; copies--)
            {
                arrived.Add(packet);
            }
        }

        for (var i = 1; i < arrived.Count; i++)
        {
            if (random.Next(10) == 0)
            {
                (arrived[i - 1], arrived[i]) = (arrived[i], arrived[i - 1]);
            }
        }

        return arrived;
    }

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
