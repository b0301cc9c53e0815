using Microsoft.Extensions.Time.Testing;

namespace Parley.Rooms.Tests;

public sealed class RoomTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MediaClock _clock;
    private readonly Room _room;

    public RoomTests()
    {
        _clock = new MediaClock(_time, new MediaClockOptions { Slots = 1 });
        _room = new Room(new RoomOptions { Name = "room", MaxParticipants = 3 }, _clock, _time);
    }

    [Fact]
    public async Task Tick_ThreeParties_EachHearsTheOthersWithoutItself()
    {
        var (a, b, c) = (new FakePort(100), new FakePort(20), new FakePort(3));
        await JoinAsync(a, "a");
        await JoinAsync(b, "b");
        await JoinAsync(c, "c");

        Tick();

        Assert.Equal((23, 103, 120), (a.Heard[^1], b.Heard[^1], c.Heard[^1]));
    }

    [Fact]
    public async Task Tick_LoudParties_SaturateInsteadOfWrapping()
    {
        var listener = new FakePort();
        await JoinAsync(new FakePort(30000), "a");
        await JoinAsync(new FakePort(30000), "b");
        await JoinAsync(listener, "listener");

        Tick();

        Assert.Equal(short.MaxValue, listener.Heard[^1]);
    }

    [Fact]
    public async Task Tick_PrivateLines_EachLegHearsOnlyItsOwnLine()
    {
        var (first, second) = (new FakePort(100), new FakePort(20));
        var (toFirst, toSecond) = (new FakePort(7), new FakePort(5));
        await JoinAsync(first, "first", ReceivePermission.None);
        await JoinAsync(second, "second", ReceivePermission.None);
        await JoinAsync(toFirst, "line-1", privateWith: "first");
        await JoinAsync(toSecond, "line-2", privateWith: "second");

        Tick();

        Assert.Equal((7, 5), (first.Heard[^1], second.Heard[^1]));
        Assert.Equal((100, 20), (toFirst.Heard[^1], toSecond.Heard[^1]));
    }

    [Fact]
    public async Task SetCanReceive_None_SilencesTheOthersForThatParticipantOnly()
    {
        var (held, other) = (new FakePort(100), new FakePort(20));
        var participant = await JoinAsync(held, "held");
        await JoinAsync(other, "other");

        await DoAsync(() => _room.SetCanReceiveAsync(participant!, ReceivePermission.None));
        Tick();

        Assert.Equal((0, 100), (held.Heard[^1], other.Heard[^1]));
    }

    [Fact]
    public async Task CanReceive_ExceptionByUser_WinsOverTheRuleForAll()
    {
        var listener = new FakePort();
        await JoinAsync(listener, "listener", new ReceivePermission { Base = false, ByUserId = new Dictionary<string, bool> { ["agent"] = true } });
        await DoAsync(() => _room.JoinAsync(new FakePort(7), new ParticipantOptions { Id = "x", UserId = "agent" }));
        await JoinAsync(new FakePort(100), "y");

        Tick();

        Assert.Equal(7, listener.Heard[^1]);
    }

    [Fact]
    public async Task Join_RoomFull_ReturnsNull()
    {
        await JoinAsync(new FakePort(), "a");
        await JoinAsync(new FakePort(), "b");
        await JoinAsync(new FakePort(), "c");

        Assert.Null(await JoinAsync(new FakePort(), "d"));
        Assert.NotNull(await JoinAsync(new FakePort(), "line", privateWith: "a"));
        Assert.Equal(3, _room.Participants.Count);
    }

    [Fact]
    public async Task Join_SameIdTwice_ReturnsNull()
    {
        await JoinAsync(new FakePort(), "a");

        Assert.Null(await JoinAsync(new FakePort(), "a"));
    }

    [Fact]
    public async Task Leave_Participant_IsNeverTickedAgain()
    {
        var port = new FakePort(100);
        var participant = await JoinAsync(port, "a");
        await DoAsync(() => _room.LeaveAsync(participant!));
        var ticks = port.Ticks;

        Tick();

        Assert.Equal(ticks, port.Ticks);
        Assert.Empty(_room.Participants);
    }

    [Fact]
    public async Task Tick_PortThrows_OnlyThatPortIsUnplugged()
    {
        var (broken, listener) = (new FakePort(100) { Throws = true }, new FakePort());
        await JoinAsync(broken, "broken");
        await JoinAsync(listener, "listener");
        await JoinAsync(new FakePort(20), "speaker");

        Tick();
        Tick();

        Assert.Equal(20, listener.Heard[^1]);
        Assert.DoesNotContain(_room.Participants, p => p.Id == "broken");
    }

    [Fact]
    public async Task Join_PortOfAnotherRate_IsConverted()
    {
        var (wide, narrow) = (new FakePort(1000, 16000), new FakePort(500));
        await JoinAsync(wide, "wide");
        await JoinAsync(narrow, "narrow");

        for (var i = 0; i < 10; i++)
        {
            Tick();
        }

        Assert.InRange(narrow.Heard[^1], 990, 1010);
        Assert.InRange(wide.Heard[^1], 495, 505);
    }

    [Fact]
    public async Task Dispose_Room_SettlesWhatIsAskedOfItLater()
    {
        var participant = await JoinAsync(new FakePort(), "a");
        await DoAsync(() => _room.DisposeAsync().AsTask());

        await _room.LeaveAsync(participant!).WaitAsync(TestContext.Current.CancellationToken);

        Assert.Null(await _room.JoinAsync(new FakePort(), new ParticipantOptions { Id = "b" }));
    }

    [Fact]
    public async Task Tick_SteadyState_AllocatesNothing()
    {
        await JoinAsync(new QuietPort(), "a");
        await JoinAsync(new QuietPort(), "b");
        await JoinAsync(new QuietPort(), "c");
        _room.Tick();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            _room.Tick();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _clock.Dispose();

    private void Tick() => _time.Advance(MediaClock.TickDuration);

    private Task<RoomParticipant?> JoinAsync(FakePort port, string id, ReceivePermission? canReceive = null, string? privateWith = null) =>
        JoinAsync((Audio.IAudioPort)port, id, canReceive, privateWith);

    private async Task<RoomParticipant?> JoinAsync(Audio.IAudioPort port, string id, ReceivePermission? canReceive = null, string? privateWith = null)
    {
        var join = _room.JoinAsync(port, new ParticipantOptions { Id = id, CanReceive = canReceive ?? ReceivePermission.Everyone, PrivateWith = privateWith });
        Tick();
        return await join;
    }

    private async Task DoAsync(Func<Task> command)
    {
        var done = command();
        Tick();
        await done;
    }

    private sealed class QuietPort : Audio.IAudioPort
    {
        public int SampleRate => 8000;

        public bool Read(Span<short> samples)
        {
            samples.Fill(9);
            return true;
        }

        public void Write(ReadOnlySpan<short> samples)
        {
        }
    }
}
