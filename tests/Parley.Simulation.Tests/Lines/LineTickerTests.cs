using Microsoft.Extensions.Time.Testing;
using Parley.Simulation.Lines;
using Parley.Simulation.VirtualTime;

namespace Parley.Simulation.Tests.Lines;

public sealed class LineTickerTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(7)] // a timer that is never quite on time
    [InlineData(130)] // a machine that stumbles
    public void Start_HoweverTimeAdvances_TicksEveryTwentyMilliseconds(int stepMilliseconds)
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        using var ticker = new LineTicker(time);
        ticker.Add(() => ticks++);
        ticker.Start();

        for (var passed = 0; passed < 910; passed += stepMilliseconds)
        {
            time.Advance(TimeSpan.FromMilliseconds(stepMilliseconds));
        }

        Assert.InRange(ticks, 45, 46); // the tick at 920 ms, when the last step went that far
    }

    [Fact]
    public void Start_AfterAStandstill_DoesNotMakeUpForAllOfIt()
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        using var ticker = new LineTicker(time);
        ticker.Add(() => ticks += 1);
        ticker.Start();

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(50, ticks);
    }

    [Fact]
    public void Remove_Line_IsLeftAlone()
    {
        var time = new FakeTimeProvider();
        var (removed, other) = (0, 0);
        void Line() => removed++;
        using var ticker = new LineTicker(time);
        ticker.Add(Line);
        ticker.Add(() => other++);
        ticker.Remove(Line);
        ticker.Start();

        time.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal((0, 1), (removed, other));
    }

    [Fact]
    public void Start_TimePassesTickByTick_TicksOncePerTick()
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        using var ticker = new LineTicker(time);
        ticker.Add(() => ticks++);
        ticker.Start();

        for (var expected = 1; expected <= 1_000; expected++)
        {
            time.Advance(LineTicker.Tick);
            Assert.Equal(expected, ticks);
        }
    }

    [Theory]
    [InlineData(200, 50_010)]
    [InlineData(-200, 49_990)]
    [InlineData(0, 50_000)]
    public void Start_ClockThatDrifts_TicksMoreOrLessOften(double driftPpm, int expected)
    {
        var scheduler = new VirtualScheduler();
        var (ticks, last, gaps) = (0, TimeSpan.Zero, new List<TimeSpan>());
        using var ticker = new LineTicker(scheduler.Clock, driftPpm: driftPpm);
        ticker.Add(() =>
        {
            ticks++;
            gaps.Add(scheduler.Clock.Elapsed - last);
            last = scheduler.Clock.Elapsed;
        });
        ticker.Start();

        scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(1_000.01), scheduler.Clock, TestContext.Current.CancellationToken));

        Assert.Equal(expected, ticks);
        Assert.All(gaps.Skip(1), gap => Assert.InRange(gap.TotalMilliseconds, 19.99, 20.01)); // smoothly, not by leaps
    }

    [Fact]
    public void Add_LineThatThrows_IsLetGoAndTheOthersGoOn()
    {
        var time = new FakeTimeProvider();
        var (faults, other) = (new List<Exception>(), 0);
        using var ticker = new LineTicker(time, faults.Add);
        ticker.Add(() => throw new InvalidOperationException("broken"));
        ticker.Add(() => other++);
        ticker.Start();

        time.Advance(LineTicker.Tick);
        time.Advance(LineTicker.Tick);

        Assert.Equal((1, 2), (faults.Count, other));
    }

    [Fact]
    public void Dispose_ThenTimePasses_TicksNoMore()
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        using var ticker = new LineTicker(time);
        ticker.Add(() => ticks++);
        ticker.Start();

        ticker.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, ticks);
    }
}
