using Parley.Agents.Lines;

namespace Parley.Agents.Tests.Lines;

public sealed class PlaybackQueueTests
{
    [Fact]
    public void Read_LessQueuedThanATick_FillsWithSilence()
    {
        var queue = new PlaybackQueue(1024);
        Write(queue.Open(), 100, 7);
        var tick = new short[160];

        Assert.True(queue.Read(tick));

        Assert.All(tick[..100], sample => Assert.Equal(7, sample));
        Assert.All(tick[100..], sample => Assert.Equal(0, sample));
        Assert.False(queue.Read(tick));
        Assert.All(tick, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Clear_MidwayThrough_TellsTheLastSamplePlayedAndPlaysNoMore()
    {
        var queue = new PlaybackQueue(1024);
        Write(queue.Open(), 500, 7);
        var tick = new short[160];
        queue.Read(tick);

        var cut = queue.Clear();

        Assert.Equal(160, cut);
        Assert.False(queue.Read(tick));
        Assert.All(tick, sample => Assert.Equal(0, sample));
        Assert.Equal(500, queue.Played);
    }

    [Fact]
    public async Task Write_AfterClear_IsRefused()
    {
        var queue = new PlaybackQueue(1024);
        var writer = queue.Open();
        queue.Clear();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await writer.WriteAsync(new short[10], CancellationToken.None));

        Assert.Equal(0, queue.Queued);
    }

    [Fact]
    public async Task Write_QueueFull_WaitsUntilHalfIsPlayed()
    {
        var queue = new PlaybackQueue(1024);
        var writer = queue.Open();
        var tick = new short[128];

        var writing = writer.WriteAsync(new short[1500], TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(1024, queue.Queued);
        for (var i = 0; i < 4; i++)
        {
            Assert.False(writing.IsCompleted);
            queue.Read(tick);
        }

        await writing;
        Assert.Equal(1500, queue.Queued);
    }

    [Fact]
    public async Task Write_ClearedWhileItWaits_IsCancelled()
    {
        var queue = new PlaybackQueue(1024);
        var writing = queue.Open().WriteAsync(new short[1500], TestContext.Current.CancellationToken).AsTask();

        queue.Clear();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Write_CancelledWhileItWaits_IsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var writing = new PlaybackQueue(1024).Open().WriteAsync(new short[1500], cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public void Clear_BesideATickingThread_EverySampleIsEitherPlayedOrCut()
    {
        var queue = new PlaybackQueue(1024);
        long heard = 0;
        var stop = false;
        var media = new Thread(() =>
        {
            var tick = new short[32];
            while (!Volatile.Read(ref stop))
            {
                if (queue.Read(tick))
                {
                    heard += tick.AsSpan().Count((short)7);
                }
            }
        });
        media.Start();

        long played = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var writer = queue.Open();
            var start = writer.Position;
            Write(writer, 200, 7);
            played += queue.Clear() - start;
        }

        Volatile.Write(ref stop, true);
        media.Join();
        Assert.Equal(played, heard);
    }

    [Fact]
    public void Port_Ticks_DoNotAllocate()
    {
        var port = new AgentAudioPort(8000, new Wake(), TimeProvider.System);
        Write(port.Playback.Open(), 20_000, 7);
        var tick = new short[160];
        port.Read(tick);
        port.Write(tick);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            port.Read(tick);
            port.Write(tick);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Write(PlaybackWriter writer, int count, short value)
    {
        var samples = new short[count];
        Array.Fill(samples, value);
        Assert.True(writer.WriteAsync(samples, CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }
}
