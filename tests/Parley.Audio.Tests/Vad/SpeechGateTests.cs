using Parley.Audio.Vad;

namespace Parley.Audio.Tests.Vad;

public sealed class SpeechGateTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Process_SpeechOf200Milliseconds_StartsOnItsLastFrame()
    {
        var gate = new SpeechGate();
        Assert.All(Feed(gate, true, 9), transition => Assert.Equal(SpeechTransition.None, transition));
        Assert.Equal([SpeechTransition.Started], Feed(gate, true, 1));
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public void Process_Click_StartsNothing()
    {
        var gate = new SpeechGate();
        for (var i = 0; i < 20; i++)
        {
            Assert.All(Feed(gate, true, 5), transition => Assert.Equal(SpeechTransition.None, transition));
            Assert.All(Feed(gate, false, 5), transition => Assert.Equal(SpeechTransition.None, transition));
        }
    }

    [Fact]
    public void Process_PauseBetweenWords_DoesNotStop()
    {
        var gate = new SpeechGate();
        Feed(gate, true, 10);
        Assert.All(Feed(gate, false, 9), transition => Assert.Equal(SpeechTransition.None, transition));
        Feed(gate, true, 1);
        Assert.All(Feed(gate, false, 9), transition => Assert.Equal(SpeechTransition.None, transition));
        Assert.Equal([SpeechTransition.Stopped], Feed(gate, false, 1));
        Assert.False(gate.IsOpen);
    }

    [Fact]
    public void Process_OtherDurations_AreKept()
    {
        var gate = new SpeechGate(new() { StartAfter = TimeSpan.FromMilliseconds(60), StopAfter = TimeSpan.FromMilliseconds(40) });
        Assert.Equal([SpeechTransition.None, SpeechTransition.None, SpeechTransition.Started], Feed(gate, true, 3));
        Assert.Equal([SpeechTransition.None, SpeechTransition.Stopped], Feed(gate, false, 2));
    }

    private static SpeechTransition[] Feed(SpeechGate gate, bool isSpeech, int frames) =>
        [.. Enumerable.Range(0, frames).Select(_ => gate.Process(isSpeech, Frame))];
}
