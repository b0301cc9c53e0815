namespace Parley.Audio.Tests;

public sealed class TickSignalsTests
{
    [Fact]
    public void TryKeep_NothingHeld_LeavesItToTheCaller() => Assert.False(TickSignals.TryKeep(new Signal([], "a")));

    [Fact]
    public void Release_AfterHold_GivesWhatWasKeptInOrderAndOnce()
    {
        var given = new List<string>();
        TickSignals.Hold();
        Assert.True(TickSignals.TryKeep(new Signal(given, "a")));
        Assert.True(TickSignals.TryKeep(new Signal(given, "b")));
        Assert.Empty(given);

        TickSignals.Release();
        TickSignals.Release();

        Assert.Equal(["a", "b"], given);
        Assert.False(TickSignals.TryKeep(new Signal(given, "c")));
    }

    [Fact]
    public void TryKeep_OnAnotherThread_IsNotHeld()
    {
        var isKept = true;
        TickSignals.Hold();
        var other = new Thread(() => isKept = TickSignals.TryKeep(new Signal([], "a")));
        other.Start();
        other.Join();
        TickSignals.Release();

        Assert.False(isKept);
    }

    private sealed class Signal(List<string> given, string name) : IHeldSignal
    {
        public void Give() => given.Add(name);
    }
}
