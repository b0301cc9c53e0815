using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Phrases;

namespace Parley.Speech.Tests.Phrases;

public sealed class PhraseCacheTests
{
    private static readonly TextToSpeechOptions Plain = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_SamePhraseAgain_IsNotRenderedAgain()
    {
        var voice = new CountedVoice();
        var cache = Cache(voice);

        var first = await cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync();
        var second = await cache.SynthesizeAsync("Hello.", new TextToSpeechOptions(), Token).ToSamplesAsync();

        Assert.Equal(6, first.Length);
        Assert.Equal(first, second);
        Assert.Equal(["Hello."], voice.Rendered);
    }

    [Fact]
    public async Task SynthesizeAsync_OtherVoice_IsRenderedForItself()
    {
        var voice = new CountedVoice();
        var cache = Cache(voice);

        await cache.PrepareAsync("Hello.", Plain, Token);
        await cache.PrepareAsync("Hello.", new() { Voice = "en-gb" }, Token);

        Assert.Equal(2, voice.Rendered.Count);
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public async Task SynthesizeAsync_WhileItIsRendered_SharesTheRenderingFromItsStart()
    {
        var voice = new ManualVoice();
        var cache = Cache(voice);
        await using var first = cache.SynthesizeAsync("Hello.", Plain, Token).GetAsyncEnumerator(Token);
        voice.Sound.TryWrite(Frame(1));
        Assert.True(await first.MoveNextAsync());

        var second = cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync();
        voice.Sound.TryWrite(Frame(2));
        voice.Sound.Complete();

        Assert.Equal([1, 2], await second);
        Assert.True(await first.MoveNextAsync());
        Assert.False(await first.MoveNextAsync());
        Assert.Equal(1, voice.Renderings);
    }

    [Fact]
    public async Task SynthesizeAsync_OneListenerIsInterrupted_TheOthersHearItAll()
    {
        var voice = new ManualVoice();
        var cache = Cache(voice);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var interrupted = cache.SynthesizeAsync("Hello.", Plain, stop.Token).ToSamplesAsync();
        var other = cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => interrupted);
        voice.Sound.TryWrite(Frame(1));
        voice.Sound.Complete();

        Assert.Equal([1], await other);
        Assert.False(voice.WasCancelled);
    }

    [Fact]
    public async Task SynthesizeAsync_AllListenersLeave_StopsTheVoiceAndKeepsNothing()
    {
        var voice = new ManualVoice();
        var cache = Cache(voice);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = cache.SynthesizeAsync("Hello.", Plain, stop.Token).ToSamplesAsync();
        var second = cache.SynthesizeAsync("Hello.", Plain, stop.Token).ToSamplesAsync();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.True(voice.WasCancelled);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task SynthesizeAsync_VoiceFails_EveryListenerHearsOfItAndTheNextTriesAgain()
    {
        var voice = new ManualVoice();
        var cache = Cache(voice);
        var first = cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync();
        var second = cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync();

        voice.Sound.Complete(new SpeechException(SpeechFailure.Unavailable, "broken"));

        await Assert.ThrowsAsync<SpeechException>(() => first);
        await Assert.ThrowsAsync<SpeechException>(() => second);
        Assert.Equal(0, cache.Count);
        voice.Mend();
        voice.Sound.Complete();
        Assert.Empty(await cache.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync());
        Assert.Equal(2, voice.Renderings);
    }

    [Fact]
    public async Task SynthesizeAsync_MoreThanIsKept_ForgetsThePhraseUnusedForLongest()
    {
        var voice = new CountedVoice();
        var cache = Cache(voice, o => o.MaxDuration = TimeSpan.FromMilliseconds(13)); // two phrases of six samples at 1 kHz

        foreach (var text in (string[])["First.", "Second", "First.", "Third."])
        {
            await cache.PrepareAsync(text, Plain, Token);
        }

        await cache.PrepareAsync("First.", Plain, Token);
        await cache.PrepareAsync("Second", Plain, Token);

        Assert.Equal(["First.", "Second", "Third.", "Second"], voice.Rendered);
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public async Task SynthesizeAsync_LongText_IsNotKept()
    {
        var voice = new CountedVoice();
        var cache = Cache(voice, o => o.MaxPhraseLength = 5);

        await cache.PrepareAsync("Longer", Plain, Token);
        await cache.PrepareAsync("Longer", Plain, Token);

        Assert.Equal(2, voice.Rendered.Count);
        Assert.Equal(0, cache.Count);
    }

    private static PhraseCache Cache(ITextToSpeech voice, Action<PhraseCacheOptions>? configure = null)
    {
        var options = new PhraseCacheOptions();
        configure?.Invoke(options);
        return new PhraseCache(voice, Options.Create(options));
    }

    private static AudioFrame Frame(short sample) => new(new[] { sample }, 1_000);

    /// <summary>Speaks one sample per character.</summary>
    private sealed class CountedVoice : ITextToSpeech
    {
        public List<string> Rendered { get; } = [];

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Rendered.Add(text);
            foreach (var character in text)
            {
                await Task.Yield();
                yield return Frame((short)character);
            }
        }
    }

    /// <summary>Speaks what the test hands it, when the test hands it.</summary>
    private sealed class ManualVoice : ITextToSpeech
    {
        private Channel<AudioFrame> _sound = Channel.CreateUnbounded<AudioFrame>();

        public ChannelWriter<AudioFrame> Sound => _sound.Writer;

        public int Renderings { get; private set; }

        public bool WasCancelled { get; private set; }

        public void Mend() => _sound = Channel.CreateUnbounded<AudioFrame>();

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Renderings++;
            try
            {
                await foreach (var frame in _sound.Reader.ReadAllAsync(cancellationToken))
                {
                    yield return frame;
                }
            }
            finally
            {
                WasCancelled = cancellationToken.IsCancellationRequested;
            }
        }
    }
}
