using System.Threading.Channels;
using Parley.Simulation.VirtualTime;

namespace Parley.Simulation.Tests.VirtualTime;

public sealed class VirtualSchedulerTests
{
    private readonly VirtualScheduler _scheduler = new();

    [Fact]
    public void Run_DelayOfAnHour_TakesAnHourOfVirtualTimeAndNoMore()
    {
        _scheduler.Run(() => Task.Delay(TimeSpan.FromHours(1), _scheduler.Clock, TestContext.Current.CancellationToken));

        Assert.Equal(TimeSpan.FromHours(1), _scheduler.Clock.Elapsed);
        Assert.Equal(_scheduler.Clock.Start + TimeSpan.FromHours(1), _scheduler.Clock.GetUtcNow());
    }

    [Fact]
    public void Run_TwoTasks_InterleaveByTheirTimersAndThenByTheirOrder()
    {
        var log = new List<string>();

        _scheduler.Run(async () =>
        {
            var first = TickAsync("a", 20);
            var second = TickAsync("b", 30);
            await first;
            await second;
        });

        Assert.Equal(["a20", "b30", "a40", "b60", "a60", "b90"], log);

        async Task TickAsync(string name, int milliseconds)
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _scheduler.Clock, TestContext.Current.CancellationToken);
                log.Add($"{name}{_scheduler.Clock.Elapsed.TotalMilliseconds:0}");
            }
        }
    }

    [Fact]
    public void Run_PeriodicTimer_FiresOncePerPeriod()
    {
        var fired = 0;

        _scheduler.Run(async () =>
        {
            await using var timer = _scheduler.Clock.CreateTimer(_ => fired++, null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(1010), _scheduler.Clock, TestContext.Current.CancellationToken);
        });

        Assert.Equal(50, fired);
    }

    [Fact]
    public void Run_TimerChangedOrDisposed_DoesNotFireAsItWasSet()
    {
        var fired = new List<TimeSpan>();

        _scheduler.Run(async () =>
        {
            using var moved = _scheduler.Clock.CreateTimer(_ => fired.Add(_scheduler.Clock.Elapsed), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            var gone = _scheduler.Clock.CreateTimer(_ => fired.Add(TimeSpan.Zero), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            moved.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            await gone.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(5), _scheduler.Clock, TestContext.Current.CancellationToken);
        });

        Assert.Equal([TimeSpan.FromSeconds(2)], fired);
    }

    [Fact]
    public void Run_ChannelBetweenTwoTasks_StaysOnTheThread()
    {
        var channel = Channel.CreateUnbounded<int>();
        var threads = new HashSet<int>();

        _scheduler.Run(async () =>
        {
            var reading = ReadAsync();
            for (var i = 0; i < 10; i++)
            {
                channel.Writer.TryWrite(i);
                await Task.Delay(TimeSpan.FromMilliseconds(5), _scheduler.Clock, TestContext.Current.CancellationToken);
            }

            channel.Writer.Complete();
            await reading;
        });

        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Empty(_scheduler.Escapes);

        async Task ReadAsync()
        {
            while (await channel.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (channel.Reader.TryRead(out _))
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                }
            }
        }
    }

    [Fact]
    public void Run_CodeThatLeavesTheThread_IsAnError()
    {
        var error = Assert.Throws<VirtualTimeException>(() => _scheduler.Run(async () =>
        {
            using var timer = _scheduler.Clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
            await Task.Factory.StartNew(
                () => SpinWait.SpinUntil(() => _scheduler.Clock.Elapsed > TimeSpan.FromSeconds(1)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }));

        Assert.Contains("left the virtual scheduler", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WaitForWhatNeverHappens_IsAnErrorAndNoHang()
    {
        var error = Assert.Throws<VirtualTimeException>(() => _scheduler.Run(() => new TaskCompletionSource().Task));

        Assert.Contains("can never happen", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LongerThanItsLimit_IsAnError()
    {
        var error = Assert.Throws<VirtualTimeException>(() =>
            _scheduler.Run(() => Task.Delay(TimeSpan.FromMinutes(2), _scheduler.Clock, CancellationToken.None), TimeSpan.FromMinutes(1)));

        Assert.Contains("00:01:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InsideOfItself_IsRefused() =>
        _scheduler.Run(() =>
        {
            Assert.Throws<InvalidOperationException>(() => _scheduler.Run(() => Task.CompletedTask));
            return Task.CompletedTask;
        });

    [Fact]
    public void HoldAsync_RealWork_StopsTheClockAndIsNoEscape()
    {
        var result = _scheduler.Run(async () =>
        {
            using var timer = _scheduler.Clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
            return await _scheduler.HoldAsync(() => Task.Factory.StartNew(() => 42, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        });

        Assert.Equal(42, result);
        Assert.True(_scheduler.Clock.Elapsed <= TimeSpan.FromMilliseconds(1), $"The clock went on to {_scheduler.Clock.Elapsed}.");
        Assert.Empty(_scheduler.Escapes);
    }

    [Fact]
    public void HoldAsync_WorkThatCannotBegin_FailsAndHoldsNothing()
    {
        Assert.Throws<InvalidDataException>(() => _scheduler.Run(() => _scheduler.HoldAsync<int>(() => throw new InvalidDataException())));

        _scheduler.Run(() => Task.Delay(TimeSpan.FromSeconds(1), _scheduler.Clock, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(1), _scheduler.Clock.Elapsed);
    }

    [Fact]
    public void Run_FailingWork_GivesItsOwnException() =>
        Assert.Throws<InvalidDataException>(() => _scheduler.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _scheduler.Clock, CancellationToken.None);
            throw new InvalidDataException();
        }));

    [Fact]
    public void Run_FailsAndEscaped_ThrowsItsOwnFailure()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => _scheduler.Run(async () =>
        {
            await EscapeAsync();
            throw new InvalidOperationException("the test's own");
        }));

        Assert.Equal("the test's own", failure.Message);
        Assert.Single(_scheduler.Escapes);
    }

    [Fact]
    public void Run_AfterAnEscapeWasTold_DoesNotTellItAgain()
    {
        Assert.Throws<VirtualTimeException>(() => _scheduler.Run(EscapeAsync));

        _scheduler.Run(() => Task.CompletedTask);

        Assert.Throws<VirtualTimeException>(() => _scheduler.Run(EscapeAsync));
    }

    /// <summary>Comes back from another thread.</summary>
    private static async Task EscapeAsync()
    {
        var (home, back) = (SynchronizationContext.Current!, new TaskCompletionSource());
        var thread = new Thread(() => home.Post(_ => back.SetResult(), null));
        thread.Start();
        thread.Join();
        await back.Task;
    }
}
