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
