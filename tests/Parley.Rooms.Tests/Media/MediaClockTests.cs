using Microsoft.Extensions.Time.Testing;

namespace Parley.Rooms.Tests.Media;

public sealed class MediaClockTests
{
    [Fact]
    public void Advance_LateTimer_MakesUpForEveryMissedTick()
    {
        var time = new FakeTimeProvider();
        using var clock = new MediaClock(time);
        var member = new Counter();
        clock.Add(member);

        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(3000, member.Ticks);
    }

    [Fact]
    public void Add_ManyMembers_SpreadsThemOverTheSlots()
    {
        var time = new FakeTimeProvider();
        using var clock = new MediaClock(time, new MediaClockOptions { Slots = 4 });
        var members = Enumerable.Range(0, 8).Select(_ => new Counter()).ToArray();
        Array.ForEach(members, clock.Add);

        time.Advance(MediaClock.TickDuration / 4);

        Assert.Equal(2, members.Count(m => m.Ticks == 1));
    }

    [Fact]
    public void Remove_Member_IsNotTickedAgain()
    {
        var time = new FakeTimeProvider();
        using var clock = new MediaClock(time);
        var (staying, leaving) = (new Counter(), new Counter());
        clock.Add(staying);
        clock.Add(leaving);
        time.Advance(MediaClock.TickDuration);

        clock.Remove(leaving);
        time.Advance(MediaClock.TickDuration);

        Assert.Equal((2, 1), (staying.Ticks, leaving.Ticks));
    }

    [Fact]
    public void Tick_MemberThrows_TheOthersGoOn()
    {
        var time = new FakeTimeProvider();
        using var clock = new MediaClock(time, new MediaClockOptions { Slots = 1 });
        var member = new Counter();
        clock.Add(new Faulty());
        clock.Add(member);

        time.Advance(MediaClock.TickDuration);

        Assert.Equal(1, member.Ticks);
    }

    [Fact]
    public async Task SystemTime_RunsOnItsOwnThread_CountsTicksFromTheStart()
    {
        using var clock = new MediaClock(TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var member = new Counter { Awaited = 25 };
        clock.Add(member);

        await member.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // Only a lower bound: a busy machine may be late, but never early.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(24 * 20));
        Assert.Equal("parley-media", member.ThreadName);
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var clock = new MediaClock(TimeProvider.System);
        clock.Dispose();

        Assert.Null(Record.Exception(clock.Dispose));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void Create_SlotsOutOfRange_Throws(int slots) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MediaClock(new FakeTimeProvider(), new MediaClockOptions { Slots = slots }));

    private sealed class Counter : ITicked
    {
        public int Ticks { get; private set; }

        public int Awaited { get; init; } = -1;

        public string? ThreadName { get; private set; }

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tick()
        {
            ThreadName = Thread.CurrentThread.Name;
            if (++Ticks == Awaited)
            {
                Reached.TrySetResult();
            }
        }
    }

    private sealed class Faulty : ITicked
    {
        public void Tick() => throw new InvalidOperationException("A member broke.");
    }
}
