using Parley.Agents;
using Parley.Audio;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;

namespace Parley.Simulation.Tests.Scripts;

public sealed class ScriptedSpeechToTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TranscribeAsync_TurnsWithSpeech_TakeTheLinesInOrder()
    {
        var recogniser = new ScriptedSpeechToText(new LineSequence(["Hello?", "Yes."]));

        Assert.Equal(["Hello?"], await HearAsync(recogniser, "Anything."));
        Assert.Equal(["Yes."], await HearAsync(recogniser, "Anything."));
        Assert.Empty(await HearAsync(recogniser, "Anything."));
    }

    [Fact]
    public async Task TranscribeAsync_TurnWithoutSpeech_TakesNoLine()
    {
        var recogniser = new ScriptedSpeechToText(new LineSequence(["Hello?"]));

        Assert.Empty(await HearAsync(recogniser, "          "));
        Assert.Equal(["Hello?"], await HearAsync(recogniser, "Anything."));
    }

    private static async Task<List<string>> HearAsync(ScriptedSpeechToText recogniser, string text)
    {
        IAsyncEnumerable<AudioFrame> audio = new BabbleTextToSpeech().SynthesizeAsync(text, new(), Token);
        var words = new List<string>();
        await foreach (var transcript in recogniser.TranscribeAsync(audio, new SpeechToTextOptions(), Token))
        {
            Assert.True(transcript.IsFinal);
            words.Add(transcript.Text);
        }

        return words;
    }
}
