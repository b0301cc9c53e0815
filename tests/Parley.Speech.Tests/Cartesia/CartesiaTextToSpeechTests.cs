using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Speech.Cartesia;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.Cartesia;

public sealed class CartesiaTextToSpeechTests
{
    private const string Key = "sk_car_secret";
    private static readonly TextToSpeechOptions Plain = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_Text_AsksAsDocumented()
    {
        var said = "";
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            said = (await peer.ReceiveAsync())!.Value.Text!;
            await peer.SendAsync(Chunk("1", [0xFF, 0x80, 0x00]));
            await peer.SendAsync(new { type = "flush_done", done = false, flush_done = true, flush_id = 1, status_code = 206, context_id = "1" });
            await peer.SendAsync(Done("1"));
            await peer.UntilGoneAsync();
        }));
        await using var voice = Voice(server);

        var samples = await voice.SynthesizeAsync("Good day.", new() { Language = "en-US", Speed = 1.25 }, Token).ToSamplesAsync();

        Assert.Equal("/tts/websocket?cartesia_version=2026-03-01", Assert.Single(server.Requests));
        var headers = Assert.Single(server.Headers);
        Assert.Equal(($"Bearer {Key}", "2026-03-01"), (headers.Authorization.ToString(), headers["Cartesia-Version"].ToString()));
        const string Expected = """
            {"model_id":"sonic-3","transcript":"Good day.","voice":{"id":"ada","mode":"id"},"language":"en","context_id":"1",
            "output_format":{"encoding":"pcm_mulaw","sample_rate":8000,"container":"raw"},"add_timestamps":true,"continue":false,
            "generation_config":{"speed":1.25}}
            """;
        Assert.Equal(Expected.ReplaceLineEndings(""), said);
        var expected = new short[3];
        G711.DecodeMuLaw([0xFF, 0x80, 0x00], expected);
        Assert.Equal(expected, samples);
        Assert.Equal((1L, 9L, 0L), (voice.Usage.Requests, voice.Usage.Characters, voice.Usage.Failures));
    }

    [Fact]
    public async Task SynthesizeAsync_TwoTexts_ShareOneConnectionAndMixNothingUp()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            var ids = new Dictionary<string, string>();
            for (var i = 0; i < 2; i++)
            {
                var request = await peer.ReceiveJsonAsync();
                ids.Add(request.GetProperty("transcript").GetString()!, request.GetProperty("context_id").GetString()!);
            }

            await peer.SendAsync(Chunk(ids["One."], Sound.ToBytes([1])));
            await peer.SendAsync(Chunk(ids["Two."], Sound.ToBytes([2])));
            await peer.SendAsync(Chunk(ids["One."], Sound.ToBytes([1])));
            await peer.SendAsync(Done(ids["Two."]));
            await peer.SendAsync(Done(ids["One."]));
            await peer.UntilGoneAsync();
        }));
        await using var voice = Voice(server, o => (o.Encoding, o.SampleRate) = ("pcm_s16le", 16_000));

        var one = voice.SynthesizeAsync("One.", Plain, Token).ToSamplesAsync();
        var two = voice.SynthesizeAsync("Two.", Plain, Token).ToSamplesAsync();

        Assert.Equal([1, 1], await one);
        Assert.Equal([2], await two);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_Interrupted_CancelsItsContextAndDropsWhatComesLate()
    {
        var cancelled = new TaskCompletionSource<string>();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveAsync();
            await peer.SendAsync(Chunk("1", Sound.ToBytes([1])));
            cancelled.SetResult((await peer.ReceiveAsync())!.Value.Text!);
            await peer.SendAsync(Chunk("1", Sound.ToBytes([1])));
            var next = (await peer.ReceiveJsonAsync()).GetProperty("context_id").GetString()!;
            await peer.SendAsync(Chunk("1", Sound.ToBytes([1])));
            await peer.SendAsync(Chunk(next, Sound.ToBytes([2])));
            await peer.SendAsync(Done("1"));
            await peer.SendAsync(Done(next));
            await peer.UntilGoneAsync();
        }));
        await using var voice = Voice(server, o => o.Encoding = "pcm_s16le");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using (var frames = voice.SynthesizeAsync("One.", Plain, stop.Token).GetAsyncEnumerator(Token))
        {
            Assert.True(await frames.MoveNextAsync());
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await frames.MoveNextAsync());
        }

        Assert.Equal("""{"context_id":"1","cancel":true}""", await cancelled.Task);
        Assert.Equal([2], await voice.SynthesizeAsync("Two.", Plain, Token).ToSamplesAsync());
        Assert.Equal((3L, 0L), (voice.Usage.Strays, voice.Usage.Failures));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_ConnectionTornInTheMiddle_AsksForTheWordsNotSpokenYet()
    {
        var (rest, heard) = ("", new TaskCompletionSource());
        await using var server = await VendorServer.StartAsync(
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveAsync();
                await peer.SendAsync(Timestamps("1", ["Good", "day,", "this"], [0.03, 0.09, 0.2]));
                await peer.SendAsync(Chunk("1", new byte[800])); // 0.1 s
                await heard.Task;
                peer.Tear();
            }),
            VendorServer.Talk(async peer =>
            {
                var request = await peer.ReceiveJsonAsync();
                rest = request.GetProperty("transcript").GetString()!;
                await peer.SendAsync(Chunk(request.GetProperty("context_id").GetString()!, new byte[400]));
                await peer.SendAsync(Done(request.GetProperty("context_id").GetString()!));
                await peer.UntilGoneAsync();
            }));
        await using var voice = Voice(server);

        var samples = 0;
        await foreach (var frame in voice.SynthesizeAsync("Good day, this is Ada.", Plain, Token))
        {
            samples += frame.Samples.Length;
            heard.TrySetResult();
        }

        Assert.Equal("this is Ada.", rest);
        Assert.Equal(1_200, samples);
        Assert.Equal(1, voice.Usage.Reconnects);
    }

    [Fact]
    public async Task SynthesizeAsync_AfterTheServerClosedTheIdleConnection_MakesANewOne()
    {
        static async Task SpeakOnceAsync(VendorPeer peer)
        {
            await peer.ReceiveAsync();
            await peer.SendAsync(Chunk("1", [0xFF]));
            await peer.SendAsync(Done("1"));
        }

        await using var server = await VendorServer.StartAsync(
            VendorServer.Talk(async peer =>
            {
                await SpeakOnceAsync(peer);
                await peer.CloseAsync(1000, "idle");
                await peer.UntilGoneAsync();
            }),
            VendorServer.Talk(async peer =>
            {
                await SpeakOnceAsync(peer);
                await peer.UntilGoneAsync();
            }));
        await using var voice = Voice(server);

        Assert.Single(await voice.SynthesizeAsync("One.", Plain, Token).ToSamplesAsync());
        Assert.Single(await voice.SynthesizeAsync("Two.", Plain, Token).ToSamplesAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"type":"error","done":true,"status_code":429,"error_code":"concurrency_limited","title":"Too many concurrent requests","message":"You have exceeded your plan's limit.","context_id":"1"}""", SpeechFailure.RateLimited, "your plan's limit")]
    [InlineData("""{"type":"error","done":true,"status_code":402,"error_code":"quota_exceeded","title":"No credits","message":"Buy some.","context_id":"1"}""", SpeechFailure.QuotaExceeded, "Add credit")]
    [InlineData("""{"type":"error","done":true,"status_code":401,"error":"Unauthorized: sk_car_secret","context_id":"1"}""", SpeechFailure.Unauthorized, "Parley:Speech:Cartesia:ApiKey")]
    [InlineData("""{"type":"error","done":true,"status_code":400,"error":"Invalid voice","context_id":"1"}""", SpeechFailure.Refused, "Invalid voice")]
    [InlineData("""{"type":"error","done":true,"status_code":500,"title":"Oops","message":"It broke."}""", SpeechFailure.Unavailable, "It broke.")]
    [InlineData("<html>", SpeechFailure.BadAnswer, "protocol")]
    [InlineData("""{"type":"chunk","data":"!!!","context_id":"1"}""", SpeechFailure.BadAnswer, "Base64")]
    [InlineData("null", SpeechFailure.BadAnswer, "protocol")]
    public async Task SynthesizeAsync_ErrorMessage_SaysWhy(string answer, SpeechFailure failure, string advice)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveAsync();
            await peer.SendAsync(answer);
            await peer.UntilGoneAsync();
        }));
        await using var voice = Voice(server, o => o.MaxRetries = 0);

        var exception = await FailAsync(voice);

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, voice.Usage.Failures);
    }

    [Theory]
    [InlineData(401, SpeechFailure.Unauthorized)]
    [InlineData(402, SpeechFailure.QuotaExceeded)]
    public async Task SynthesizeAsync_Refused_DoesNotTryAgain(int status, SpeechFailure failure)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(status));
        await using var voice = Voice(server);

        Assert.Equal(failure, (await FailAsync(voice)).Failure);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_VendorKeepsSilent_TimesOutAndDoesNotUseThatConnectionAgain()
    {
        var asked = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveAsync();
                asked.SetResult();
                await peer.UntilGoneAsync();
            }),
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveAsync();
                await peer.SendAsync(Chunk("1", [0xFF]));
                await peer.SendAsync(Done("1"));
                await peer.UntilGoneAsync();
            }));
        var time = new FakeTimeProvider();
        await using var voice = Voice(server, o => o.MaxRetries = 0, time);

        var failing = FailAsync(voice);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(SpeechFailure.TimedOut, (await failing).Failure);
        Assert.Single(await voice.SynthesizeAsync("Two.", Plain, Token).ToSamplesAsync());
    }

    [Fact]
    public async Task SynthesizeAsync_NothingToSay_AsksNobody()
    {
        await using var server = await VendorServer.StartAsync();
        await using var voice = Voice(server);

        Assert.Empty(await voice.SynthesizeAsync(" ", Plain, Token).ToSamplesAsync());
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(null, "v", 8000, "ApiKey is missing")]
    [InlineData("k", null, 8000, "Voice is missing")]
    [InlineData("k", "v", 11025, "SampleRate is")]
    public void Options_Wrong_AreRefusedWithAdvice(string? key, string? voice, int rate, string advice)
    {
        var result = new CartesiaOptionsValidator().Validate(null, new() { ApiKey = key, Voice = voice, SampleRate = rate });

        Assert.Contains(advice, result.FailureMessage, StringComparison.Ordinal);
    }

    private static string Chunk(string context, byte[] sound) => JsonSerializer.Serialize(
        new { type = "chunk", data = Convert.ToBase64String(sound), done = false, status_code = 206, step_time = 12.5, context_id = context });

    private static string Timestamps(string context, string[] words, double[] end) => JsonSerializer.Serialize(
        new { type = "timestamps", done = false, status_code = 206, context_id = context, word_timestamps = new { words, start = end.Select(e => e - 0.01), end } });

    private static string Done(string context) => JsonSerializer.Serialize(new { type = "done", done = true, status_code = 200, context_id = context });

    private static CartesiaTextToSpeech Voice(VendorServer server, Action<CartesiaOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new CartesiaOptions { ApiKey = Key, Voice = "ada", Server = server.Address, RetryDelay = TimeSpan.Zero };
        configure?.Invoke(options);
        return new(Options.Create(options), time ?? TimeProvider.System);
    }

    private static Task<SpeechException> FailAsync(CartesiaTextToSpeech voice) =>
        Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync());
}
