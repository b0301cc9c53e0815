using Microsoft.Extensions.Time.Testing;
using Parley.Sip.UserAgents;

namespace Parley.Sip.Tests.UserAgents;

public class SipTimerQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _fired = [];
    private readonly SipTimerQueue _queue;

    public SipTimerQueueTests() => _queue = new(_time, Run);

    [Fact]
    public void Schedule_SeveralLengths_FireInOrderOfTheirTimes()
    {
        Schedule(500, "a");
        Schedule(300, "b");
        Pass(250);
        Schedule(300, "c");
        Schedule(250, "d");

        Pass(49);
        Assert.Empty(_fired);
        Pass(1);
        Assert.Equal(["b"], _fired);
        Pass(1000);
        Assert.Equal(["b", "a", "d", "c"], _fired);
    }

    [Fact]
    public void Schedule_ManyDueAtOneMoment_FireInTheOrderInWhichTheyWereSet()
    {
        Schedule(200, "a");
        Pass(100);
        Schedule(100, "b");
        Schedule(100, "c");
        Pass(100);

        Assert.Equal(["a", "b", "c"], _fired);
    }

    [Fact]
    public void Dispose_FirstMiddleOrLastOfALength_TheOthersFire()
    {
        var timers = Enumerable.Range(0, 5).Select(i => Schedule(100, $"{i}")).ToList();
        timers[0].Dispose();
        timers[2].Dispose();
        timers[4].Dispose();
        timers[4].Dispose();
        Schedule(100, "5");
        Pass(100);

        Assert.Equal(["1", "3", "5"], _fired);
    }

    [Fact]
    public void Dispose_ByATimerOfTheSameMoment_DoesNotFire()
    {
        IDisposable? second = null;
        _queue.Schedule(TimeSpan.FromMilliseconds(100), () => second!.Dispose());
        second = Schedule(100, "stopped");
        Pass(100);

        Assert.Empty(_fired);
    }

    [Fact]
    public void Schedule_InATimer_IsCountedFromThen()
    {
        _queue.Schedule(TimeSpan.FromMilliseconds(100), () => Schedule(100, "again"));
        Pass(100);
        Pass(99);
        Assert.Empty(_fired);
        Pass(1);
        Assert.Equal(["again"], _fired);
    }

    [Fact]
    public void Schedule_OneThatFails_TheOthersFire()
    {
        _queue.Schedule(TimeSpan.FromMilliseconds(100), () => throw new InvalidOperationException());
        Schedule(100, "same moment");
        Schedule(200, "later");
        Pass(100);
        Pass(100);

        Assert.Equal(["same moment", "later"], _fired);
    }

    [Fact]
    public void Schedule_Infinite_NeverFires()
    {
        using var timer = _queue.Schedule(Timeout.InfiniteTimeSpan, () => _fired.Add("never"));
        Schedule(100, "a");
        _time.Advance(TimeSpan.FromDays(365));

        Assert.Equal(["a"], _fired);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10_000_000)]
    public void Schedule_LongerThanTheClocksTimersReach_FiresThen(int days)
    {
        _queue.Schedule(TimeSpan.FromDays(days), () => _fired.Add("late"));
        _queue.Schedule(TimeSpan.MaxValue, () => _fired.Add("never"));
        Schedule(100, "a");
        Pass(100);
        Assert.Equal(["a"], _fired);

        for (var day = 0; day < Math.Min(days, 100) - 1; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["a"], _fired);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(days == 60 ? ["a", "late"] : ["a"], _fired);
    }

    [Fact]
    public void Schedule_MoreLengthsThanRows_FireInOrderOfTheirTimes()
    {
        var lengths = Enumerable.Range(1, 500).Select(i => i * 7919 % 1009).ToList();
        var timers = lengths.ConvertAll(length => Schedule(length, $"{length}"));
        foreach (var i in Enumerable.Range(0, 100))
        {
            timers[i * 5].Dispose();
        }

        Pass(500);
        Schedule(100, "then");
        Pass(600);

        var expected = lengths.Where((_, i) => i % 5 != 0 || i >= 500).Order().Select(length => $"{length}").ToList();
        expected.Insert(expected.FindIndex(name => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture) > 600), "then");
        Assert.Equal(expected, _fired);
    }

    private IDisposable Schedule(int milliseconds, string name) => _queue.Schedule(TimeSpan.FromMilliseconds(milliseconds), () => _fired.Add(name));

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static void Run(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidOperationException)
        {
            // As the dispatcher does, which logs it.
        }
    }
}
