using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;

namespace Parley.Speech.Tests.OpenAi;

public sealed class OpenAiTextToSpeechTests
{
    private static readonly TextToSpeechOptions Plain = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesizeAsync_Text_AsksForSamplesOfTheModel()
    {
        JsonElement asked = default;
        await using var server = await OpenAiServer.StartAsync(async context =>
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement);
        await using var services = server.Services();

        await Speech(services).SynthesizeAsync("Good day.", new() { Voice = "nova", Speed = 1.25 }, Token).ToSamplesAsync();

        Assert.Equal("POST /v1/audio/speech Bearer sk-test", Assert.Single(server.Requests));
        Assert.True(JsonElement.DeepEquals(
            JsonDocument.Parse("""{"model":"speaker","input":"Good day.","voice":"nova","response_format":"pcm","speed":1.25}""").RootElement,
            asked));
    }

    [Fact]
    public async Task SynthesizeAsync_NothingAskedFor_SendsTheVoiceOfTheOptionsAndNoSpeed()
    {
        JsonElement asked = default;
        await using var server = await OpenAiServer.StartAsync(async context =>
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement);
        await using var services = server.Services(o => o.Voice = "onyx");

        await Speech(services).SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync();

        Assert.Equal("onyx", asked.GetProperty("voice").GetString());
        Assert.False(asked.TryGetProperty("speed", out _));
    }

    [Fact]
    public async Task SynthesizeAsync_ServerStillRenders_HandsOnWhatIsThere()
    {
        var samples = Sound.Tone(1_000);
        var heard = new TaskCompletionSource();
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Sound.ToBytes(samples.AsSpan(0, 480)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await heard.Task;
            await context.Response.Body.WriteAsync(Sound.ToBytes(samples.AsSpan(480)), context.RequestAborted);
        });
        await using var services = server.Services();

        await using var frames = Speech(services).SynthesizeAsync("Good day.", Plain, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());
        Assert.Equal(24_000, frames.Current.SampleRate);
        Assert.Equal(samples.AsMemory(0, 480), frames.Current.Samples);
        heard.SetResult();

        var rest = new List<short>();
        while (await frames.MoveNextAsync())
        {
            rest.AddRange(frames.Current.Samples.Span);
        }

        Assert.Equal(samples[480..], rest);
    }

    [Fact]
    public async Task SynthesizeAsync_ServerSendsWavAnyway_TakesItsRateFromTheHead()
    {
        await using var server = await OpenAiServer.StartAsync(context =>
        {
            context.Response.ContentType = "audio/wav";
            return context.Response.Body.WriteAsync(WavBytes(16_000, [1, 2, 3]), context.RequestAborted).AsTask();
        });
        await using var services = server.Services();

        await using var frames = Speech(services).SynthesizeAsync("Good day.", Plain, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());

        Assert.Equal(16_000, frames.Current.SampleRate);
        Assert.Equal(new short[] { 1, 2, 3 }, frames.Current.Samples);
    }

    [Fact]
    public async Task SynthesizeAsync_ServerSendsMp3Anyway_SaysSo()
    {
        await using var server = await OpenAiServer.StartAsync(context =>
        {
            context.Response.ContentType = "audio/mpeg";
            return context.Response.WriteAsync("ID3", context.RequestAborted);
        });
        await using var services = server.Services();

        var exception = await FailAsync(services);

        Assert.Equal(SpeechFailure.BadAnswer, exception.Failure);
        Assert.Contains("audio/mpeg", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, SpeechFailure.Unauthorized, "ApiKey")]
    [InlineData(403, SpeechFailure.Unauthorized, "ApiKey")]
    [InlineData(404, SpeechFailure.Refused, "names of models")]
    [InlineData(500, SpeechFailure.Unavailable, "HTTP 500")]
    public async Task SynthesizeAsync_Refused_SaysWhyAndDoesNotTryAgain(int status, SpeechFailure failure, string advice)
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(status, "The reason in words."));
        await using var services = server.Services();

        var exception = await FailAsync(services);

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.Contains("The reason in words.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-test", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_AskedToComeBackMuchLater_FailsAtOnce()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(429, "Slow down.", retryAfter: "30"));
        await using var services = server.Services();

        var exception = await FailAsync(services);

        Assert.Equal(SpeechFailure.RateLimited, exception.Failure);
        Assert.True(exception.IsTransient);
        Assert.Contains("again in 30 s", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SynthesizeAsync_FaultThatPasses_TriesAgain()
    {
        await using var server = await OpenAiServer.StartAsync(
            OpenAiServer.Error(503, "Warming up."),
            context => context.Response.Body.WriteAsync(Sound.ToBytes([5]), context.RequestAborted).AsTask());
        await using var services = server.Services();

        Assert.Equal([5], await Speech(services).SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task SynthesizeAsync_ServerKeepsSilent_TimesOut()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Silence);
        var time = new FakeTimeProvider();
        await using var services = server.Services(time: time);

        var failing = FailAsync(services);
        await server.FirstRequest.Task;
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(failing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(SpeechFailure.TimedOut, (await failing).Failure);
        await server.HungUp.Task;
    }

    [Fact]
    public async Task SynthesizeAsync_ServerStopsInTheMiddle_TimesOutThere()
    {
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Sound.ToBytes(Sound.Tone(480)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await OpenAiServer.Silence(context);
        });
        var time = new FakeTimeProvider();
        await using var services = server.Services(time: time);
        await using var frames = Speech(services).SynthesizeAsync("Good day.", Plain, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());
        time.Advance(TimeSpan.FromMinutes(5)); // the listener's time does not count

        var next = frames.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(SpeechFailure.TimedOut, (await Assert.ThrowsAsync<SpeechException>(() => next)).Failure);
    }

    [Fact]
    public async Task SynthesizeAsync_ConnectionBreaks_IsUnavailable()
    {
        var heard = new TaskCompletionSource();
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Sound.ToBytes(Sound.Tone(480)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await heard.Task;
            context.Abort();
        });
        await using var services = server.Services();
        await using var frames = Speech(services).SynthesizeAsync("Good day.", Plain, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());

        heard.SetResult();

        var exception = await Assert.ThrowsAsync<SpeechException>(async () => await frames.MoveNextAsync());
        Assert.Equal(SpeechFailure.Unavailable, exception.Failure);
    }

    [Fact]
    public async Task SynthesizeAsync_NobodyListensThere_NamesTheAddress()
    {
        await using var server = await OpenAiServer.StartAsync();
        await using var services = server.Services(o => o.BaseUrl = new("http://127.0.0.1:1/v1"));

        var exception = await FailAsync(services);

        Assert.Equal(SpeechFailure.Unavailable, exception.Failure);
        Assert.Contains("http://127.0.0.1:1/v1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SynthesizeAsync_Interrupted_HangsUp()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Silence);
        await using var services = server.Services();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var speaking = Speech(services).SynthesizeAsync("Good day.", Plain, stop.Token).ToSamplesAsync();
        await server.FirstRequest.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => speaking);
        await server.HungUp.Task;
    }

    private static ITextToSpeech Speech(ServiceProvider services) => services.GetRequiredService<ITextToSpeech>();

    private static Task<SpeechException> FailAsync(ServiceProvider services) =>
        Assert.ThrowsAsync<SpeechException>(() => Speech(services).SynthesizeAsync("Good day.", Plain, Token).ToSamplesAsync());

    private static byte[] WavBytes(int sampleRate, short[] samples)
    {
        using var file = new MemoryStream();
        using (var writer = new Parley.Audio.Wav.WavWriter(file, sampleRate, leaveOpen: true))
        {
            writer.Write(samples);
        }

        return file.ToArray();
    }
}
