using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;
using Parley.Speech.ExtensionsAi;
using Parley.Speech.Tests.Failover;

#pragma warning disable MEAI001 // The speech clients are experimental; these tests are what tells when they change.

namespace Parley.Speech.Tests.ExtensionsAi;

public sealed class SpeechClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recogniser_FromClient_GetsTheTurnAsWav()
    {
        using var client = new Client { Updates = [Update("Ye", false), Update("Yes.", true)] };
        var samples = Sound.Tone(480);

        var words = await HearAsync(client.AsSpeechToText(), samples, "en-GB");

        Assert.Equal(new Transcript("Yes.", IsFinal: true) { Language = "en-GB" }, Assert.Single(words));
        Assert.Equal(samples, client.Heard!.Samples);
        Assert.Equal((8_000, "en-GB"), (client.Heard.SampleRate, client.Language));
    }

    [Fact]
    public async Task Recogniser_FromClientThatSendsPiecesOnly_GivesThemAsOneFinalText()
    {
        using var client = new Client { Updates = [Update("Yes", false), Update(" please.", false)] };

        Assert.Equal("Yes please.", Assert.Single(await HearAsync(client.AsSpeechToText(), Sound.Tone(160))).Text);
    }

    [Fact]
    public async Task Recogniser_FromClientThatFails_Fails()
    {
        using var client = new Client { Updates = [new("It broke.") { Kind = SpeechToTextResponseUpdateKind.Error }] };

        Assert.Contains("It broke.", (await Assert.ThrowsAsync<SpeechException>(() => HearAsync(client.AsSpeechToText(), Sound.Tone(160)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recogniser_NoSound_AsksNobody()
    {
        using var client = new Client();

        Assert.Empty(await HearAsync(client.AsSpeechToText(), []));
        Assert.Null(client.Heard);
    }

    [Fact]
    public async Task Client_FromRecogniser_HearsWavAndBareSamples()
    {
        var samples = Sound.Tone(480);
        var ear = new ScriptedEar("Yes.");
        using var client = ear.AsSpeechToTextClient();
        using var file = new MemoryStream();
        using (var writer = new WavWriter(file, 8_000, leaveOpen: true))
        {
            writer.Write(samples);
        }

        file.Position = 0;
        var whole = await client.GetTextAsync(file, cancellationToken: Token);
        using var bare = new MemoryStream(Sound.ToBytes(samples));
        await client.GetTextAsync(bare, new() { SpeechSampleRate = 8_000 }, Token);

        Assert.Equal(("Yes.", TimeSpan.FromMilliseconds(60)), (whole.Text, whole.EndTime));
        Assert.Equal([samples, samples], ear.Heard);
        Assert.Same(ear, client.GetService(typeof(ScriptedEar)));
    }

    [Fact]
    public async Task Client_FromRecogniser_SaysWhatItCannotHear()
    {
        using var client = new ScriptedEar("Yes.").AsSpeechToTextClient();
        using var mp3 = new MemoryStream("ID3 and more"u8.ToArray());

        var exception = await Assert.ThrowsAsync<SpeechException>(() => client.GetTextAsync(mp3, cancellationToken: Token));

        Assert.Contains("SpeechSampleRate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voice_FromClient_PlaysSamplesTornAnywhere()
    {
        var samples = Sound.Tone(301);
        var bytes = Sound.ToBytes(samples);
        using var client = new Client { Sounds = [new(bytes.AsMemory(0, 201), "audio/pcm;rate=16000"), new(bytes.AsMemory(201), "audio/pcm;rate=16000")] };
        var frames = new List<AudioFrame>();
        await foreach (var frame in client.AsTextToSpeech().SynthesizeAsync("Good day.", new() { Voice = "ada", Speed = 1.5 }, Token))
        {
            frames.Add(frame);
        }

        Assert.Equal(samples, frames.SelectMany(f => f.Samples.ToArray()));
        Assert.All(frames, f => Assert.Equal(16_000, f.SampleRate));
        Assert.Equal(("Good day.", "ada", "pcm"), client.Asked);
    }

    [Fact]
    public async Task Voice_FromClientThatSendsAnotherFormat_SaysSo()
    {
        using var client = new Client { Sounds = [new("ID3"u8.ToArray(), "audio/mpeg")] };

        var exception = await Assert.ThrowsAsync<SpeechException>(() => client.AsTextToSpeech().SynthesizeAsync("Good day.", new(), Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.BadAnswer, exception.Failure);
        Assert.Contains("audio/mpeg", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientFromVoice_AndBack_IsTheSameSound()
    {
        using var client = new ScriptedVoice(7).AsTextToSpeechClient();

        Assert.Equal(Enumerable.Repeat((short)7, 160), await client.AsTextToSpeech().SynthesizeAsync("Good day.", new(), Token).ToSamplesAsync());
        using var whole = new MemoryStream(((DataContent)Assert.Single((await client.GetAudioAsync("Good day.", cancellationToken: Token)).Contents)).Data.ToArray());
        Assert.True(WavFile.TryRead(whole, out var sound, out _));
        Assert.Equal(160, sound.Samples.Length);
    }

    private static SpeechToTextResponseUpdate Update(string text, bool isFinal) =>
        new(text) { Kind = isFinal ? SpeechToTextResponseUpdateKind.TextUpdated : SpeechToTextResponseUpdateKind.TextUpdating };

    private static async Task<List<Transcript>> HearAsync(ISpeechToText recogniser, short[] samples, string? language = null)
    {
        var all = new List<Transcript>();
        var audio = samples.Chunk(160).Select(chunk => new AudioFrame(chunk, 8_000)).ToAsyncEnumerable();
        await foreach (var transcript in recogniser.TranscribeAsync(audio, new() { Language = language }, Token))
        {
            all.Add(transcript);
        }

        return all;
    }

    /// <summary>A client that answers as it is told, and keeps what it was asked.</summary>
    private sealed class Client : ISpeechToTextClient, ITextToSpeechClient
    {
        public SpeechToTextResponseUpdate[] Updates { get; init; } = [];

        public DataContent[] Sounds { get; init; } = [];

        public AudioFrame? Heard { get; private set; }

        public string? Language { get; private set; }

        public (string Text, string? Voice, string? Format) Asked { get; private set; }

        public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
            Stream audioSpeechStream, Microsoft.Extensions.AI.SpeechToTextOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            WavFile.TryRead(audioSpeechStream, out var heard, out _);
            (Heard, Language) = (heard, options?.SpeechLanguage);
            foreach (var update in Updates)
            {
                yield return update;
            }
        }

        public async IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
            string text, Microsoft.Extensions.AI.TextToSpeechOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            Asked = (text, options?.VoiceId, options?.AudioFormat);
            foreach (var sound in Sounds)
            {
                yield return new([sound]);
            }
        }

        public Task<SpeechToTextResponse> GetTextAsync(
            Stream audioSpeechStream, Microsoft.Extensions.AI.SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<TextToSpeechResponse> GetAudioAsync(
            string text, Microsoft.Extensions.AI.TextToSpeechOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
