using Parley.Audio;
using Parley.Testing.Facts;

namespace Parley.Testing.Tests.Facts;

public sealed class SoundSpansTests
{
    [Fact]
    public void Find_TwoSounds_GivesTheirEdges()
    {
        var call = new TestCall().Answered(1000).FarEndSounds(1500, 2000).FarEndSounds(2500, 3200).Record();

        Assert.Equal([Span(1500, 2000), Span(2500, 3200)], SoundSpans.Find(call.Said, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Find_GapOfAConsonant_IsPartOfTheSound()
    {
        var call = new TestCall().FarEndSounds(500, 700).FarEndSounds(780, 900).Record();

        Assert.Equal([Span(500, 900)], SoundSpans.Find(call.Said));
    }

    [Fact]
    public void Find_Click_IsNoSound()
    {
        var call = new TestCall().FarEndSounds(500, 520).Record();

        Assert.Empty(SoundSpans.Find(call.Said));
    }

    [Fact]
    public void Find_SpeechOverNoise_GivesTheSpeech()
    {
        var call = new TestCall().FarEndSounds(1500, 2000).Noise(600).Record();

        Assert.Equal([Span(1500, 2000)], SoundSpans.Find(call.Said));
    }

    [Fact]
    public void Find_EmptyTape_GivesNothing() => Assert.Empty(SoundSpans.Find(new AudioFrame(ReadOnlyMemory<short>.Empty, 8_000)));

    private static SoundSpan Span(int start, int end) => new(TimeSpan.FromMilliseconds(start), TimeSpan.FromMilliseconds(end));
}
