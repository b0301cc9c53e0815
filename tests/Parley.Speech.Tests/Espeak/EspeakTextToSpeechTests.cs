using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Espeak;

namespace Parley.Speech.Tests.Espeak;

/// <summary>The real program, which the test script installs: nothing here is skipped without it.</summary>
public sealed class EspeakTextToSpeechTests
{
    private static readonly TextToSpeechOptions Plain = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_Sentence_SpeaksAt22050Hz()
    {
        using var voice = Voice();

        var rates = new HashSet<int>();
        var samples = new List<short>();
        await foreach (var frame in voice.SynthesizeAsync("Good morning, this is a call about your appointment.", Plain, Token))
        {
            rates.Add(frame.SampleRate);
            samples.AddRange(frame.Samples.Span);
        }

        Assert.Equal([22_050], rates);
        Assert.InRange(samples.Count / 22_050.0, 2, 6);
        Assert.InRange(samples.RootMeanSquare(), 500, 10_000);
    }

    [Fact]
    public async Task SynthesizeAsync_TwiceTheSpeed_IsShorter()
    {
        using var voice = Voice();
        // Without a list's many pauses, which espeak-ng shortens out of proportion.
        const string text = "Good morning, this is a call about your appointment on Tuesday at ten.";

        var normal = await voice.SynthesizeAsync(text, Plain, Token).ToSamplesAsync();
        var fast = await voice.SynthesizeAsync(text, new() { Speed = 2 }, Token).ToSamplesAsync();

        Assert.InRange((double)fast.Length / normal.Length, 0.3, 0.75);
    }

    [Theory]
    [InlineData("--version -w /tmp/never.wav $(never) `never`; never | never")]
    [InlineData("Größe, naïve, 日本, 🙂 and \"quotes\" 'too'.")]
    public async Task SynthesizeAsync_HostileText_IsOnlySpoken(string text)
    {
        using var voice = Voice();

        Assert.InRange((await voice.SynthesizeAsync(text, Plain, Token).ToSamplesAsync()).Length, 22_050 / 2, 22_050 * 30);
    }

    [Fact]
    public async Task SynthesizeAsync_PhonemesInDoubleBrackets_AreNotObeyed()
    {
        using var voice = Voice();

        var written = await voice.SynthesizeAsync("Say [[t'u:b'i:]] now.", Plain, Token).ToSamplesAsync();
        var single = await voice.SynthesizeAsync("Say  [t'u:b'i:]] now.", Plain, Token).ToSamplesAsync();

        Assert.Equal(single, written);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    public async Task SynthesizeAsync_NothingToSay_StartsNoProgram(string text)
    {
        using var voice = Voice(o => o.Program = "/no/such/program");

        Assert.Empty(await voice.SynthesizeAsync(text, Plain, Token).ToSamplesAsync());
    }

    [Fact]
    public async Task SynthesizeAsync_ProgramMissing_SaysHowToInstallIt()
    {
        using var voice = Voice(o => o.Program = "/no/such/espeak-ng");

        var exception = await Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.NotInstalled, exception.Failure);
        Assert.Contains("/no/such/espeak-ng", exception.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install espeak-ng", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SynthesizeAsync_UnknownVoice_PassesOnWhatTheProgramSays()
    {
        using var voice = Voice();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Hello.", new() { Voice = "nobody" }, Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.Refused, exception.Failure);
        Assert.Contains("voice does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-w/tmp/x")]
    [InlineData("../../etc/passwd")]
    [InlineData("en us")]
    [InlineData("en\n")]
    public async Task SynthesizeAsync_VoiceThatIsNoName_IsRefused(string name)
    {
        using var voice = Voice();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Hello.", new() { Voice = name }, Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.Refused, exception.Failure);
    }

    [Fact]
    public async Task SynthesizeAsync_TextTooLong_IsRefused()
    {
        using var voice = Voice(o => o.MaxTextLength = 10);

        var exception = await Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Eleven long", Plain, Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.Refused, exception.Failure);
    }

    [Fact]
    public async Task SynthesizeAsync_ManyAtOnce_AllSpeak()
    {
        using var voice = Voice(o => o.MaxProcesses = 3);

        var texts = Enumerable.Range(1, 20).Select(i => voice.SynthesizeAsync($"This is number {i}.", Plain, Token).ToSamplesAsync());

        Assert.All(await Task.WhenAll(texts), samples => Assert.True(samples.Length > 11_025));
    }

    [Fact]
    public async Task SynthesizeAsync_ListenerWhoPauses_HoldsUpNobody()
    {
        using var voice = Voice(o => o.MaxProcesses = 1);
        await using var slow = voice.SynthesizeAsync("A long sentence that somebody takes a good while to listen to.", Plain, Token).GetAsyncEnumerator(Token);
        Assert.True(await slow.MoveNextAsync());

        Assert.NotEmpty(await voice.SynthesizeAsync("Meanwhile.", Plain, Token).ToSamplesAsync());
    }

    [Fact]
    public async Task SynthesizeAsync_Cancelled_KillsTheProgram()
    {
        using var program = new HangingProgram();
        using var voice = Voice(o => o.Program = program.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var speech = voice.SynthesizeAsync("Hello.", Plain, stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await speech.MoveNextAsync());
        var running = Assert.Single(program.Running);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await speech.MoveNextAsync());
        await speech.DisposeAsync();
        Assert.True(running > 0);
        Assert.Empty(program.Running);
    }

    [Fact]
    public async Task SynthesizeAsync_ListenerLeaves_KillsTheProgramAndFreesItsPlace()
    {
        using var program = new HangingProgram();
        using var voice = Voice(o => (o.Program, o.MaxProcesses) = (program.Path, 1));
        for (var i = 0; i < 3; i++)
        {
            await using var speech = voice.SynthesizeAsync("Hello.", Plain, Token).GetAsyncEnumerator(Token);
            Assert.True(await speech.MoveNextAsync());
        }

        Assert.Empty(program.Running);
    }

    [Fact]
    public async Task SynthesizeAsync_ProgramHangs_IsEnded()
    {
        using var program = new HangingProgram();
        using var voice = Voice(o => (o.Program, o.Timeout) = (program.Path, TimeSpan.FromMilliseconds(200)));

        var exception = await Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Hello.", Plain, Token).ToSamplesAsync());

        Assert.Equal(SpeechFailure.TimedOut, exception.Failure);
        Assert.Empty(program.Running);
    }

    private static EspeakTextToSpeech Voice(Action<EspeakOptions>? configure = null)
    {
        var options = new EspeakOptions();
        configure?.Invoke(options);
        return new EspeakTextToSpeech(Options.Create(options));
    }

    /// <summary>A stand-in that writes the head of a WAV file and one frame, and then never ends. It notes its process ids.</summary>
    private sealed class HangingProgram : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley");

        public HangingProgram()
        {
            File.WriteAllText(Path, $$"""
                #!/bin/sh
                echo $$ >> '{{Ids}}'
                printf 'RIFF\044\360\377\177WAVEfmt \020\000\000\000\001\000\001\000\042\126\000\000\104\254\000\000\002\000\020\000data\000\360\377\177'
                head -c 882 /dev/zero
                exec sleep 1000
                """);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        public string Path => System.IO.Path.Combine(_folder.FullName, "hang");

        public IEnumerable<int> Running => File.ReadLines(Ids)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            .Where(id => Directory.Exists($"/proc/{id}"));

        private string Ids => System.IO.Path.Combine(_folder.FullName, "ids");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
