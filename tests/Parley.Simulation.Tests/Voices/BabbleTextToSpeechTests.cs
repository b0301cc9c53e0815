using Parley.Audio.Vad;
using Parley.Simulation.Voices;

namespace Parley.Simulation.Tests.Voices;

public sealed class BabbleTextToSpeechTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_SameText_GivesTheSameSamples() =>
        Assert.Equal(await RenderAsync("Hello, who is there?"), await RenderAsync("Hello, who is there?"));

    [Fact]
    public async Task SynthesizeAsync_Sentence_LastsAboutAsLongAsSpeechAndIsTakenForSpeech()
    {
        var samples = await RenderAsync("Hello, this is a sentence of a dozen words, more or less.");
        var detector = new EnergyVoiceActivityDetector();

        Assert.InRange(samples.Length / 8_000.0, 2.5, 5.5);
        Assert.InRange(samples.Chunk(160).Average(frame => detector.IsSpeech(frame) ? 1.0 : 0), 0.5, 0.95);
    }

    private static async Task<short[]> RenderAsync(string text)
    {
        var samples = new List<short>();
        await foreach (var frame in new BabbleTextToSpeech().SynthesizeAsync(text, new(), Token))
        {
            Assert.Equal(8_000, frame.SampleRate);
            samples.AddRange(frame.Samples.Span);
        }

        return [.. samples];
    }
}
