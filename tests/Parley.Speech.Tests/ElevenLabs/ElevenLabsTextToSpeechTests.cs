using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Speech.ElevenLabs;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.ElevenLabs;

public sealed class ElevenLabsTextToSpeechTests
{
    private const string Key = "xi-secret";
    private static readonly TextToSpeechOptions Plain = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_Text_AsksAsDocumented()
    {
        List<string> said = [];
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            for (var i = 0; i < 3; i++)
            {
                said.Add((await peer.ReceiveAsync())!.Value.Text!);
            }

            await peer.SendAsync(Audio([0xFF, 0x80, 0x00], "Good day. "));
            await peer.SendAsync("""{"audio":null,"isFinal":true}""");
            await peer.UntilGoneAsync();
        }));
        var voice = Voice(server, o => o.Stability = 0.5);

        var samples = await voice.SynthesizeAsync("Good day.", new() { Voice = "ada/1", Language = "en-US", Speed = 1.1 }, Token).ToSamplesAsync();

        Assert.Equal(
            "/v1/text-to-speech/ada%2F1/stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000&auto_mode=true&sync_alignment=true&apply_text_normalization=auto&language_code=en",
            Assert.Single(server.Requests));
        Assert.Equal(Key, Assert.Single(server.Headers)["xi-api-key"].ToString());
        Assert.Equal(
            ["""{"text":" ","voice_settings":{"stability":0.5,"speed":1.1}}""", """{"text":"Good day. ","flush":true}""", """{"text":""}"""],
            said);
        var expected = new short[3];
        G711.DecodeMuLaw([0xFF, 0x80, 0x00], expected);
        Assert.Equal(expected, samples);
        Assert.Equal((1L, 9L, 0L), (voice.Usage.Requests, voice.Usage.Characters, voice.Usage.Failures));
    }

    [Fact]
    public async Task SynthesizeAsync_Samples_MayBeTornBetweenMessages()
    {
        var samples = Sound.Tone(301);
        var bytes = Sound.ToBytes(samples);
        await using var server = await VendorServer.StartAsync(Speak(Audio(bytes[..201]), Audio(bytes[201..]), Final));
        var voice = Voice(server, o => o.OutputFormat = "pcm_16000");

        Assert.Equal(samples, await voice.SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync());
        Assert.Contains("output_format=pcm_16000", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.Equal(301.0 / 16_000, voice.Usage.Sound.TotalSeconds, 4);
    }

    [Fact]
    public async Task SynthesizeAsync_FirstSound_ComesWhileTheRestIsMade()
    {
        var heard = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync(Audio([1, 2]));
            await heard.Task;
            await peer.SendAsync(Audio([3]));
            await peer.SendAsync(Final);
            await peer.UntilGoneAsync();
        }));
        await using var frames = Voice(server).SynthesizeAsync("Good day.", Plain, Token).GetAsyncEnumerator(Token);

        Assert.True(await frames.MoveNextAsync());
        Assert.Equal((2, 8_000), (frames.Current.Samples.Length, frames.Current.SampleRate));
        heard.SetResult();
        Assert.True(await frames.MoveNextAsync());
        Assert.False(await frames.MoveNextAsync());
    }

    [Fact]
    public async Task SynthesizeAsync_ConnectionTornInTheMiddle_AsksForTheWordsNotSpokenYet()
    {
        var (rest, heard) = ("", new TaskCompletionSource());
        await using var server = await VendorServer.StartAsync(
            VendorServer.Talk(async peer =>
            {
                await peer.SendAsync(Audio(new byte[800], "Good day, thi")); // in the middle of a word
                await heard.Task;
                peer.Tear();
            }),
            VendorServer.Talk(async peer =>
            {
                await peer.ReceiveAsync();
                rest = (await peer.ReceiveJsonAsync()).GetProperty("text").GetString()!;
                await peer.SendAsync(Audio(new byte[400]));
                await peer.SendAsync(Final);
                await peer.UntilGoneAsync();
            }));
        var voice = Voice(server);

        var samples = 0;
        await foreach (var frame in voice.SynthesizeAsync("Good day, this is Ada.", Plain, Token))
        {
            samples += frame.Samples.Length;
            heard.TrySetResult();
        }

        Assert.Equal("this is Ada. ", rest);
        Assert.Equal(1_200, samples);
        Assert.Equal((1L, 22L + 12L), (voice.Usage.Reconnects, voice.Usage.Characters));
    }

    [Fact]
    public async Task SynthesizeAsync_FailsInTheMiddleForGood_TellsHowFarItCame()
    {
        await using var server = await VendorServer.StartAsync(Speak(Audio(new byte[800], "Good day, "), """{"message":"This request exceeds your quota.","error":"quota_exceeded","code":1008}"""));

        var exception = await FailAsync(Voice(server), "Good day, this is Ada.");

        Assert.Equal((SpeechFailure.QuotaExceeded, 10), (exception.Failure, exception.SpokenCharacters));
    }

    [Theory]
    [InlineData("""{"message":"Invalid API key","error":"invalid_api_key","code":1008}""", SpeechFailure.Unauthorized, "Parley:Speech:ElevenLabs:ApiKey")]
    [InlineData("""{"message":"This request exceeds your quota of 10000. You have 0 credits remaining.","error":"quota_exceeded","code":1008}""", SpeechFailure.QuotaExceeded, "Add credit")]
    [InlineData("""{"message":"Too many concurrent requests.","error":"too_many_concurrent_requests","code":1008}""", SpeechFailure.RateLimited, "too many")]
    [InlineData("""{"message":"A voice with that id was not found.","error":"voice_id_does_not_exist","code":1008}""", SpeechFailure.Refused, "names of model, voice")]
    [InlineData("<html>", SpeechFailure.BadAnswer, "protocol")]
    [InlineData("""{"audio":"!!!"}""", SpeechFailure.BadAnswer, "protocol")]
    [InlineData("""{"audio":7}""", SpeechFailure.BadAnswer, "protocol")]
    [InlineData("null", SpeechFailure.BadAnswer, "protocol")]
    public async Task SynthesizeAsync_ErrorMessage_SaysWhy(string answer, SpeechFailure failure, string advice)
    {
        await using var server = await VendorServer.StartAsync(Speak(answer));

        var exception = await FailAsync(Voice(server, o => o.MaxRetries = 0));

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1008, "You have exceeded your quota: 0 credits remaining.", SpeechFailure.QuotaExceeded)]
    [InlineData(1008, "Invalid API key.", SpeechFailure.Unauthorized)]
    [InlineData(1011, "Internal error.", SpeechFailure.Unavailable)]
    [InlineData(1000, "", SpeechFailure.BadAnswer)]
    public async Task SynthesizeAsync_ClosedWithACode_SaysWhy(int code, string reason, SpeechFailure failure)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.CloseAsync(code, reason);
            await peer.UntilGoneAsync();
        }));

        var exception = await FailAsync(Voice(server, o => o.MaxRetries = 0));

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, SpeechFailure.Unauthorized)]
    [InlineData(402, SpeechFailure.QuotaExceeded)]
    [InlineData(404, SpeechFailure.Refused)]
    public async Task SynthesizeAsync_Refused_DoesNotTryAgain(int status, SpeechFailure failure)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(status));

        var exception = await FailAsync(Voice(server));

        Assert.Equal(failure, exception.Failure);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_TooManyAtATime_TriesAgain()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(429, retryAfter: "0"), Speak(Audio([1]), Final));

        Assert.Single(await Voice(server).SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task SynthesizeAsync_VendorKeepsSilent_TimesOut()
    {
        var (asked, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveAsync();
            asked.SetResult();
            await peer.UntilGoneAsync();
            gone.SetResult();
        }));
        var time = new FakeTimeProvider();

        var failing = FailAsync(Voice(server, o => o.MaxRetries = 0, time));
        await asked.Task;
        while (!failing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(11));
            await Task.Yield();
        }

        Assert.Equal(SpeechFailure.TimedOut, (await failing).Failure);
        await gone.Task;
    }

    [Fact]
    public async Task SynthesizeAsync_Interrupted_HangsUpAtOnce()
    {
        var gone = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync(Audio([1]));
            await peer.UntilGoneAsync();
            gone.SetResult();
        }));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var voice = Voice(server);
        await using var frames = voice.SynthesizeAsync("Good day.", Plain, stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await frames.MoveNextAsync());
        await gone.Task;
        Assert.Equal(0, voice.Usage.Failures);
    }

    [Fact]
    public async Task SynthesizeAsync_ReaderLeaves_HangsUpToo()
    {
        var gone = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync(Audio([1]));
            await peer.UntilGoneAsync();
            gone.SetResult();
        }));
        await foreach (var _ in Voice(server).SynthesizeAsync("Good day.", Plain, Token))
        {
            break;
        }

        await gone.Task;
    }

    [Theory]
    [InlineData("  ")]
    [InlineData("")]
    public async Task SynthesizeAsync_NothingToSay_AsksNobody(string text)
    {
        await using var server = await VendorServer.StartAsync();

        Assert.Empty(await Voice(server).SynthesizeAsync(text, Plain, Token).ToSamplesAsync());
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(null, "v", "ulaw_8000", "ApiKey is missing")]
    [InlineData("k", null, "ulaw_8000", "Voice is missing")]
    [InlineData("k", "v", "mp3_44100_128", "OutputFormat is")]
    public void Options_Wrong_AreRefusedWithAdvice(string? key, string? voice, string format, string advice)
    {
        var result = new ElevenLabsOptionsValidator().Validate(null, new() { ApiKey = key, Voice = voice, OutputFormat = format });

        Assert.Contains(advice, result.FailureMessage, StringComparison.Ordinal);
    }

    private const string Final = """{"audio":null,"isFinal":true,"normalizedAlignment":null,"alignment":null}""";

    private static string Audio(byte[] sound, string? text = null) => JsonSerializer.Serialize(new
    {
        audio = Convert.ToBase64String(sound),
        isFinal = (bool?)null,
        normalizedAlignment = (object?)null,
        alignment = text is null ? null : new
        {
            charStartTimesMs = text.Select((_, i) => i * 5),
            charDurationsMs = text.Select(_ => 5),
            chars = text.Select(c => c.ToString()),
        },
    });

    private static Microsoft.AspNetCore.Http.RequestDelegate Speak(params string[] answers) => VendorServer.Talk(async peer =>
    {
        foreach (var answer in answers)
        {
            await peer.SendAsync(answer);
        }

        await peer.UntilGoneAsync();
    });

    private static ElevenLabsTextToSpeech Voice(VendorServer server, Action<ElevenLabsOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new ElevenLabsOptions { ApiKey = Key, Voice = "ada", Server = server.Address, RetryDelay = TimeSpan.Zero };
        configure?.Invoke(options);
        return new(Options.Create(options), time ?? TimeProvider.System);
    }

    private static Task<SpeechException> FailAsync(ElevenLabsTextToSpeech voice, string text = "Good day.") =>
        Assert.ThrowsAsync<SpeechException>(() => voice.SynthesizeAsync(text, Plain, Token).ToSamplesAsync());
}
