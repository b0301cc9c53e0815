using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Speech.Deepgram;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.Deepgram;

public sealed class DeepgramSpeechToTextTests
{
    private const string Key = "dg-secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TranscribeAsync_PhoneLine_AsksAsDocumentedAndSendsMuLaw()
    {
        byte[] heard = [];
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            (heard, var text) = await peer.ReceiveSoundAsync();
            Assert.Equal("""{"type":"Finalize"}""", text);
            await peer.SendAsync(Results("Yes.", 0, 0.1, isFinal: true, fromFinalize: true));
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);
        var samples = Sound.Tone(800);

        var words = await TranscribeAsync(deepgram, samples, new() { Language = "en-GB", Vocabulary = ["Parley", "Ada Byron"] });

        Assert.Equal(
            "/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&punctuate=true&smart_format=true&endpointing=300" +
            "&language=en-GB&keyterm=Parley&keyterm=Ada%20Byron",
            Assert.Single(server.Requests));
        Assert.Equal($"Token {Key}", Assert.Single(server.Headers).Authorization.ToString());
        Assert.Equal(MuLaw(samples), heard);
        Assert.Equal(
            new Transcript("Yes.", IsFinal: true) { Language = "en-GB", Confidence = 0.98, Until = TimeSpan.FromMilliseconds(100) },
            Assert.Single(words));
        Assert.Equal((1, TimeSpan.FromMilliseconds(100), 0), (deepgram.Usage.Requests, deepgram.Usage.Sound, deepgram.Usage.Failures));
    }

    [Fact]
    public async Task TranscribeAsync_WideLine_SendsSamples()
    {
        byte[] heard = [];
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            (heard, _) = await peer.ReceiveSoundAsync();
            await peer.SendAsync(Results("Yes.", 0, 0.05, isFinal: true, fromFinalize: true));
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);
        var samples = Sound.Tone(800);

        await TranscribeAsync(deepgram, samples, sampleRate: 16_000);

        Assert.Contains("encoding=linear16&sample_rate=16000", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.Equal(Sound.ToBytes(samples), heard);
    }

    [Fact]
    public async Task TranscribeAsync_WhileTheCallerSpeaks_GivesProvisionalWords()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync(800);
            await peer.SendAsync("""{"type":"SpeechStarted","channel":[0,1],"timestamp":0.02}""");
            await peer.SendAsync(Results("Ten", 0, 0.1, isFinal: false));
            await peer.ReceiveSoundAsync();
            await peer.SendAsync("""{"type":"UtteranceEnd","channel":[0,1],"last_word_end":0.1}""");
            await peer.SendAsync(Results("Ten o'clock.", 0, 0.2, isFinal: true, fromFinalize: true));
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);
        var line = Channel.CreateUnbounded<AudioFrame>();
        line.Writer.TryWrite(new(Sound.Tone(800), 8_000));

        await using var words = deepgram.TranscribeAsync(line.Reader.DrainAsync(Token), new(), Token).GetAsyncEnumerator(Token);
        Assert.True(await words.MoveNextAsync());
        Assert.Equal(("Ten", false), (words.Current.Text, words.Current.IsFinal));
        line.Writer.TryWrite(new(Sound.Tone(800), 8_000));
        line.Writer.Complete();
        Assert.True(await words.MoveNextAsync());
        Assert.Equal(("Ten o'clock.", true), (words.Current.Text, words.Current.IsFinal));
        Assert.False(await words.MoveNextAsync());
    }

    [Fact]
    public async Task TranscribeAsync_NextTurn_UsesTheSameConnectionAndHearsNothingOfTheLast()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync();
            await peer.SendAsync(Results("One.", 0, 0.1, isFinal: true));       // all of it: the turn is over
            await peer.SendAsync(Results("", 0.1, 0, isFinal: true, fromFinalize: true));
            await peer.SendAsync(Results("One again.", 0, 0.1, isFinal: true)); // late
            await peer.ReceiveSoundAsync();
            await peer.SendAsync(Results("One, late.", 0.05, 0.05, isFinal: true, fromFinalize: true));
            await peer.SendAsync(Results("Two.", 0.1, 0.1, isFinal: true, fromFinalize: true));
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);

        var first = await TranscribeAsync(deepgram, Sound.Tone(800));
        var second = await TranscribeAsync(deepgram, Sound.Tone(800));

        Assert.Equal("One.", Assert.Single(first).Text);
        Assert.Equal(("Two.", TimeSpan.FromMilliseconds(100)), (Assert.Single(second).Text, second[0].Until!.Value));
        Assert.Equal(3, deepgram.Usage.Strays);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connection_BetweenTurns_IsKeptAliveThenClosedInGoodOrder()
    {
        var said = Channel.CreateUnbounded<string>();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync();
            await peer.SendAsync(Results("One.", 0, 0.1, isFinal: true, fromFinalize: true));
            while (await peer.ReceiveAsync() is { } message)
            {
                said.Writer.TryWrite(message.Text!);
            }
        }));
        var time = new FakeTimeProvider();
        await using var deepgram = Deepgram(server, o => o.IdleTimeout = TimeSpan.FromSeconds(8), time);
        await TranscribeAsync(deepgram, Sound.Tone(800));

        var told = new List<string>();
        while (told.Count < 2)
        {
            time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
            if (said.Reader.TryRead(out var text))
            {
                told.Add(text);
            }
        }

        Assert.Equal(["""{"type":"KeepAlive"}""", """{"type":"CloseStream"}"""], told);
    }

    [Fact]
    public async Task TranscribeAsync_ConnectionTornInTheMiddle_SendsWhatWasNotHeardAgain()
    {
        byte[] rest = [];
        var told = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveSoundAsync(1_600);
                await peer.SendAsync(Results("Good morning,", 0, 0.07, isFinal: true)); // 560 bytes: in the middle of a frame
                await peer.SendAsync(Results("this", 0.07, 0.1, isFinal: false));
                await told.Task;
                peer.Tear();
            }),
            VendorServer.Talk(async peer =>
            {
                (rest, _) = await peer.ReceiveSoundAsync();
                await peer.SendAsync(Results("this is Ada.", 0, 0.13, isFinal: true, fromFinalize: true));
                await peer.UntilGoneAsync();
            }));
        await using var deepgram = Deepgram(server);
        var samples = Sound.Tone(1_600);

        var words = new List<Transcript>();
        await foreach (var transcript in deepgram.TranscribeAsync(Frames(samples, 8_000), new(), Token))
        {
            words.Add(transcript);
            if (words.Count == 2)
            {
                told.SetResult();
            }
        }

        Assert.Equal(MuLaw(samples)[560..], rest);
        Assert.Equal(["Good morning,", "this", "this is Ada."], words.Select(w => w.Text));
        Assert.Equal(TimeSpan.FromMilliseconds(200), words[^1].Until);
        Assert.Equal((1, 0), (deepgram.Usage.Reconnects, deepgram.Usage.Failures));
    }

    [Theory]
    [InlineData(401, SpeechFailure.Unauthorized, "Parley:Speech:Deepgram:ApiKey")]
    [InlineData(403, SpeechFailure.Unauthorized, "Parley:Speech:Deepgram:ApiKey")]
    [InlineData(402, SpeechFailure.QuotaExceeded, "Add credit")]
    [InlineData(400, SpeechFailure.Refused, "names of model")]
    public async Task TranscribeAsync_Refused_SaysWhyAndDoesNotTryAgain(int status, SpeechFailure failure, string advice)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(status, $"The reason, not {Key}."));
        await using var deepgram = Deepgram(server);

        var exception = await FailAsync(deepgram);

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.Contains("The reason, not (the key).", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Equal(1, deepgram.Usage.Failures);
    }

    [Fact]
    public async Task TranscribeAsync_AskedToComeBackMuchLater_FailsAtOnce()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(429, retryAfter: "30"));
        await using var deepgram = Deepgram(server);

        var exception = await FailAsync(deepgram);

        Assert.Equal((SpeechFailure.RateLimited, TimeSpan.FromSeconds(30)), (exception.Failure, exception.RetryAfter));
        Assert.Contains("again in 30 s", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task TranscribeAsync_FaultThatPasses_TriesAgain()
    {
        await using var server = await VendorServer.StartAsync(
            VendorServer.Refuse(503),
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveSoundAsync();
                await peer.SendAsync(Results("Yes.", 0, 0.1, isFinal: true, fromFinalize: true));
                await peer.UntilGoneAsync();
            }));
        await using var deepgram = Deepgram(server);

        Assert.Equal("Yes.", Assert.Single(await TranscribeAsync(deepgram, Sound.Tone(800))).Text);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":"Results"}""")]
    [InlineData("""{"type":"Results","start":"x","duration":1,"channel":{"alternatives":[]}}""")]
    [InlineData("""{"type":"Results","start":1e300,"duration":1,"channel":{"alternatives":[]}}""")]
    public async Task TranscribeAsync_AnswerIsSomethingElse_SaysSo(string answer)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync(answer);
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);

        Assert.Equal(SpeechFailure.BadAnswer, (await FailAsync(deepgram)).Failure);
    }

    [Theory]
    [InlineData(1008, "DATA-0000", SpeechFailure.Refused)]
    [InlineData(1011, "NET-0001", SpeechFailure.Unavailable)]
    public async Task TranscribeAsync_ClosedWithACode_SaysWhy(int code, string reason, SpeechFailure failure)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveAsync();
            await peer.CloseAsync(code, reason);
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server, o => o.MaxRetries = 0);

        var exception = await FailAsync(deepgram);

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TranscribeAsync_ErrorMessage_SaysWhy()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync(new { type = "Error", description = "Unsupported sample rate.", message = "BAD", variant = "X" });
            await peer.UntilGoneAsync();
        }));
        await using var deepgram = Deepgram(server);

        var exception = await FailAsync(deepgram);

        Assert.Equal(SpeechFailure.Refused, exception.Failure);
        Assert.Contains("Unsupported sample rate.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TranscribeAsync_VendorKeepsSilent_TimesOut()
    {
        var asked = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync();
            asked.SetResult();
            await peer.UntilGoneAsync();
        }));
        var time = new FakeTimeProvider();
        await using var deepgram = Deepgram(server, o => o.MaxRetries = 0, time);

        var failing = FailAsync(deepgram);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(SpeechFailure.TimedOut, (await failing).Failure);
    }

    [Fact]
    public async Task TranscribeAsync_LastWordsNeverBecomeFinal_TakesThemAsTheyAre()
    {
        var told = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync();
            await peer.SendAsync(Results("Ten", 0, 0.05, isFinal: false));
            await told.Task;
            await peer.UntilGoneAsync();
        }));
        var time = new FakeTimeProvider();
        await using var deepgram = Deepgram(server, time: time);

        await using var words = deepgram.TranscribeAsync(Frames(Sound.Tone(800), 8_000), new(), Token).GetAsyncEnumerator(Token);
        Assert.True(await words.MoveNextAsync());
        told.SetResult();
        var last = words.MoveNextAsync();
        while (!last.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        Assert.True(await last);
        Assert.Equal(("Ten", true), (words.Current.Text, words.Current.IsFinal));
        Assert.False(await words.MoveNextAsync());
    }

    [Fact]
    public async Task TranscribeAsync_NobodyWaitsAnyMore_HangsUpAtOnce()
    {
        var (asked, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveSoundAsync(800);
            asked.SetResult();
            await peer.UntilGoneAsync();
            gone.SetResult();
        }));
        await using var deepgram = Deepgram(server);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var line = Channel.CreateUnbounded<AudioFrame>();
        line.Writer.TryWrite(new(Sound.Tone(800), 8_000));

        var hearing = CollectAsync(deepgram.TranscribeAsync(line.Reader.DrainAsync(Token), new(), stop.Token));
        await asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hearing);
        await gone.Task;
        Assert.Equal(0, deepgram.Usage.Failures);
    }

    [Fact]
    public async Task TranscribeAsync_NoSound_AsksNobody()
    {
        await using var server = await VendorServer.StartAsync();
        await using var deepgram = Deepgram(server);

        Assert.Empty(await TranscribeAsync(deepgram, []));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(null, "wss://api.deepgram.com", "ApiKey is missing")]
    [InlineData("k", "https://api.deepgram.com", "ws or wss")]
    public void Options_Wrong_AreRefusedWithAdvice(string? key, string server, string advice)
    {
        var result = new DeepgramOptionsValidator().Validate(null, new() { ApiKey = key, Server = new(server) });

        Assert.Contains(advice, result.FailureMessage, StringComparison.Ordinal);
    }

    /// <summary>A message as developers.deepgram.com/reference/speech-to-text/listen-streaming shows it.</summary>
    private static object Results(string transcript, double start, double duration, bool isFinal, bool fromFinalize = false) => new
    {
        type = "Results",
        channel_index = new[] { 0, 1 },
        duration,
        start,
        is_final = isFinal,
        speech_final = isFinal,
        channel = new { alternatives = new[] { new { transcript, confidence = 0.98, words = Array.Empty<object>() } } },
        metadata = new { request_id = "8c8ebea9-dbec-45fa-a035-e4632cb05b5f", model_uuid = "x" },
        from_finalize = fromFinalize,
    };

    private static DeepgramSpeechToText Deepgram(VendorServer server, Action<DeepgramOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new DeepgramOptions { ApiKey = Key, Server = server.Address, RetryDelay = TimeSpan.Zero };
        configure?.Invoke(options);
        return new(Options.Create(options), time ?? TimeProvider.System);
    }

    private static byte[] MuLaw(short[] samples)
    {
        var law = new byte[samples.Length];
        G711.EncodeMuLaw(samples, law);
        return law;
    }

    private static IAsyncEnumerable<AudioFrame> Frames(short[] samples, int sampleRate) =>
        samples.Chunk(sampleRate / 50).Select(chunk => new AudioFrame(chunk, sampleRate)).ToAsyncEnumerable();

    private static Task<List<Transcript>> TranscribeAsync(
        DeepgramSpeechToText deepgram, short[] samples, SpeechToTextOptions? options = null, int sampleRate = 8_000) =>
        CollectAsync(deepgram.TranscribeAsync(Frames(samples, sampleRate), options ?? new(), Token));

    private static async Task<List<Transcript>> CollectAsync(IAsyncEnumerable<Transcript> transcripts)
    {
        var all = new List<Transcript>();
        await foreach (var transcript in transcripts)
        {
            all.Add(transcript);
        }

        return all;
    }

    private static Task<SpeechException> FailAsync(DeepgramSpeechToText deepgram) =>
        Assert.ThrowsAsync<SpeechException>(() => TranscribeAsync(deepgram, Sound.Tone(800)));
}
