using BenchmarkDotNet.Attributes;
using Parley.Audio;
using Parley.Rooms;

namespace Parley.Benchmarks;

/// <summary>One tick (20 ms) of a room in which every party speaks. Divide by the parties and multiply by 50 for CPU per participant-second.</summary>
[MemoryDiagnoser]
public class RoomTickBenchmarks
{
    private StoppedClock _time = null!;
    private MediaClock _clock = null!;
    private Room _room = null!;

    /// <summary>How many parties are in the room.</summary>
    [Params(2, 3, 10, 50)]
    public int Parties { get; set; }

    /// <summary>Fills the room.</summary>
    [GlobalSetup]
    public async Task FillRoom()
    {
        _time = new StoppedClock();
        _clock = new MediaClock(_time);
        _room = new Room(new RoomOptions { Name = "bench" }, _clock, _time);
        for (var i = 0; i < Parties; i++)
        {
            var join = _room.JoinAsync(new SpeakingPort(i), new ParticipantOptions { Id = $"{i}" });
            _room.Tick();
            await join;
        }
    }

    /// <summary>Stops the clock.</summary>
    [GlobalCleanup]
    public void StopClock() => _clock.Dispose();

    /// <summary>Takes from everyone, mixes for everyone, gives to everyone.</summary>
    [Benchmark]
    public void Tick() => _room.Tick();

    /// <summary>A clock that never moves, so that only the benchmark ticks.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class SpeakingPort : IAudioPort
    {
        private readonly short[] _voice = new short[160];

        public SpeakingPort(int seed) => new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_voice.AsSpan()));

        public int SampleRate => 8000;

        public bool Read(Span<short> samples)
        {
            _voice.CopyTo(samples);
            return true;
        }

        public void Write(ReadOnlySpan<short> samples)
        {
        }
    }
}
