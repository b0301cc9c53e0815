using Microsoft.Extensions.Time.Testing;
using Parley.Simulation.Lines;

namespace Parley.Simulation.Tests.Lines;

public sealed class LineTickerTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(7)] // a timer that is never quite on time
    [InlineData(130)] // a machine that stumbles
    public async Task Start_HoweverTimeAdvances_TicksEveryTwentyMilliseconds(int stepMilliseconds)
    {
        var time = new FakeTimeProvider();
        var ticks = new SemaphoreSlim(0);
        await using var ticker = new LineTicker(time);
        ticker.Add(() => ticks.Release());
        ticker.Start();

        for (var passed = 0; passed < 910; passed += stepMilliseconds)
        {
            time.Advance(TimeSpan.FromMilliseconds(stepMilliseconds));
        }

        for (var i = 0; i < 45; i++)
        {
            Assert.True(await ticks.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), $"Only {i} ticks.");
        }

        await ticker.DisposeAsync();
        Assert.InRange(ticks.CurrentCount, 0, 1); // the tick at 920 ms, when the last step went that far
    }

    [Fact]
    public async Task Start_AfterAStandstill_DoesNotMakeUpForAllOfIt()
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        var caughtUp = new TaskCompletionSource();
        await using var ticker = new LineTicker(time);
        ticker.Add(() => ticks += 1);
        ticker.Add(() => _ = ticks == 50 && caughtUp.TrySetResult());
        ticker.Start();

        time.Advance(TimeSpan.FromMinutes(5));
        await caughtUp.Task;
        await ticker.DisposeAsync();

        Assert.Equal(50, ticks);
    }

    [Fact]
    public async Task Remove_Line_IsLeftAlone()
    {
        var time = new FakeTimeProvider();
        var (removed, other) = (0, new SemaphoreSlim(0));
        void Line() => removed++;
        await using var ticker = new LineTicker(time);
        ticker.Add(Line);
        ticker.Add(() => other.Release());
        ticker.Remove(Line);
        ticker.Start();

        time.Advance(TimeSpan.FromMilliseconds(20));
        await other.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, removed);
    }
}
