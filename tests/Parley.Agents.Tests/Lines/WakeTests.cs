using Parley.Agents.Lines;

namespace Parley.Agents.Tests.Lines;

public sealed class WakeTests
{
    [Fact]
    public void Wait_SetBefore_ReturnsAtOnceAndOnlyOnce()
    {
        var wake = new Wake();
        wake.Set();
        wake.Set();

        Assert.True(wake.WaitAsync().AsTask().IsCompleted);
        Assert.False(wake.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Set_WhileSomebodyWaits_DoesNotRunItsCodeOnTheSettingThread()
    {
        var wake = new Wake();
        var ranOn = 0;
        var waiting = WaitAsync();

        wake.Set();
        var ranHere = Volatile.Read(ref ranOn) == Environment.CurrentManagedThreadId;

        Assert.False(ranHere);
        await waiting;
        Assert.NotEqual(0, ranOn);

        async Task WaitAsync()
        {
            await wake.WaitAsync();
            Volatile.Write(ref ranOn, Environment.CurrentManagedThreadId);
        }
    }

    [Fact]
    public async Task Set_FromManyThreads_LosesNoWakeUp()
    {
        const int Each = 20_000;
        var wake = new Wake();
        var produced = 0;
        var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref produced);
                wake.Set();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());

        // Ends only if the wake-up for the last item comes.
        while (Volatile.Read(ref produced) < 3 * Each)
        {
            await wake.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(3 * Each, produced);
    }
}
