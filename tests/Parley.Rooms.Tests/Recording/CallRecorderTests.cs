using Microsoft.Extensions.Time.Testing;

namespace Parley.Rooms.Tests.Recording;

public sealed class CallRecorderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-recorder-").FullName;

    private string FilePath => Path.Combine(_folder, "call.wav");

    [Fact]
    public async Task Record_OneSecondOfARoom_CalleeIsLeftAndWhatItHearsIsRight()
    {
        using var clock = new MediaClock(_time, new MediaClockOptions { Slots = 1 });
        var room = new Room(new RoomOptions { Name = "room" }, clock, _time);
        var callee = await JoinAsync(room, new FakePort(100), "callee");
        await JoinAsync(room, new FakePort(7), "agent");
        var recorder = new CallRecorder(File.Create(FilePath), 8000, _time);
        callee.Recorder = recorder;

        _time.Advance(TimeSpan.FromSeconds(1));
        callee.Recorder = null;
        await recorder.DisposeAsync();

        var (left, right, channels) = ReadStereo();
        Assert.Equal(2, channels);
        Assert.Equal(8000, left.Length);
        Assert.All(left, s => Assert.Equal(100, s));
        Assert.All(right, s => Assert.Equal(7, s));
        Assert.Equal(0, recorder.DroppedSamples);
    }

    [Fact]
    public async Task Record_DiskTooSlowForAWhile_WhatIsLostIsSilenceAndTheRestInItsPlace()
    {
        var recorder = new CallRecorder(File.Create(FilePath), 8000, _time);
        for (short tick = 1; tick <= 150; tick++)
        {
            // Three seconds without a moment for the disk: the ring takes two.
            var sound = new short[160];
            Array.Fill(sound, tick);
            recorder.Write(sound, sound);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        recorder.Write(Enumerable.Repeat((short)151, 160).ToArray(), new short[160]);
        await recorder.DisposeAsync();

        var (left, _, _) = ReadStereo();
        Assert.Equal(8000, recorder.DroppedSamples);
        Assert.Equal(151 * 160, left.Length);
        Assert.Equal(Enumerable.Range(1, 100).Select(tick => (short)tick), left.Take(100 * 160).Where((_, i) => i % 160 == 0));
        Assert.All(left[(100 * 160)..(150 * 160)], sample => Assert.Equal(0, sample));
        Assert.Equal(151, left[150 * 160]);
    }

    [Fact]
    public async Task Record_Paused_IsSilenceForAsLong()
    {
        var recorder = new CallRecorder(File.Create(FilePath), 8000, _time);
        var sound = Enumerable.Repeat((short)9, 160).ToArray();
        recorder.Write(sound, sound);
        recorder.IsPaused = true;
        recorder.Write(sound, sound);
        recorder.IsPaused = false;
        recorder.Write(sound, sound);
        await recorder.DisposeAsync();

        var (left, right, _) = ReadStereo();
        Assert.Equal([9, 0, 9], left.Where((_, i) => i % 160 == 80));
        Assert.Equal([9, 0, 9], right.Where((_, i) => i % 160 == 80));
    }

    [Fact]
    public void Record_ProcessDies_TheFilePlaysUpToTheLastSecond()
    {
        var recorder = new CallRecorder(new FileStream(FilePath, FileMode.Create, FileAccess.Write, FileShare.Read), 8000, _time);
        var sound = Enumerable.Repeat((short)9, 160).ToArray();
        for (var tick = 0; tick < 125; tick++)
        {
            recorder.Write(sound, sound);
            _time.Advance(MediaClock.TickDuration);
        }

        // Nobody closes it: what another process sees is what is left after a crash.
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var announced = BitConverter.ToInt32(bytes, 40);
        Assert.InRange(announced, 4 * 8000, bytes.Length - 44);
        Assert.Equal(announced + 36, BitConverter.ToInt32(bytes, 4));
    }

    [Fact]
    public async Task Record_DiskFull_IsToldAndTheTickGoesOn()
    {
        var recorder = new CallRecorder(new FullDisk(), 8000, _time);
        var tick = new short[160];
        for (var i = 0; i < 500; i++)
        {
            recorder.Write(tick, tick);
            _time.Advance(MediaClock.TickDuration);
        }

        await recorder.DisposeAsync();

        Assert.Contains("No space left", recorder.Failure, StringComparison.Ordinal);
        Assert.True(recorder.DroppedSamples > 0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (short[] Left, short[] Right, int Channels) ReadStereo()
    {
        var bytes = File.ReadAllBytes(FilePath);
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes.AsSpan(44)).ToArray();
        return ([.. samples.Where((_, i) => i % 2 == 0)], [.. samples.Where((_, i) => i % 2 == 1)], BitConverter.ToInt16(bytes, 22));
    }

    private async Task<RoomParticipant> JoinAsync(Room room, FakePort port, string id)
    {
        var join = room.JoinAsync(port, new ParticipantOptions { Id = id });
        _time.Advance(MediaClock.TickDuration);
        return (await join)!;
    }

    /// <summary>A file on a disk that fills up.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            ThrowIfFull(count);
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            ThrowIfFull(buffer.Length);
            base.Write(buffer);
        }

        private void ThrowIfFull(int count)
        {
            if (Position + count > 20_000)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
