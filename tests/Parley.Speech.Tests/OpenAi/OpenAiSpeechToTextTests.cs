using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Speech.Tests.OpenAi;

public sealed class OpenAiSpeechToTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TranscribeAsync_Turn_SendsItAsOneWavFile()
    {
        IFormCollection? form = null;
        AudioFrame? heard = null;
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
            WavFile.TryRead(form.Files.GetFile("file")!.OpenReadStream(), out heard, out _);
            await context.Response.WriteAsJsonAsync(new { text = " Yes, please. " });
        });
        await using var services = server.Services();
        var samples = Sound.Tone(480);

        var transcripts = await TranscribeAsync(services, samples, new() { Language = "en-US", Vocabulary = ["Parley", "Ada"] });

        Assert.Equal(new Transcript("Yes, please.", IsFinal: true) { Language = "en-US" }, Assert.Single(transcripts));
        Assert.Equal("POST /v1/audio/transcriptions Bearer sk-test", Assert.Single(server.Requests));
        Assert.Equal(
            ("listener", "json", "en", "Parley, Ada"),
            (form!["model"].ToString(), form["response_format"].ToString(), form["language"].ToString(), form["prompt"].ToString()));
        Assert.Equal("turn.wav", form.Files.GetFile("file")!.FileName);
        Assert.Equal(8_000, heard!.SampleRate);
        Assert.Equal(samples, heard.Samples);
    }

    [Fact]
    public async Task TranscribeAsync_NoWords_GivesNoTranscript()
    {
        await using var server = await OpenAiServer.StartAsync(context => context.Response.WriteAsJsonAsync(new { text = " " }));
        await using var services = server.Services();

        Assert.Empty(await TranscribeAsync(services, Sound.Tone(160)));
    }

    [Fact]
    public async Task TranscribeAsync_NoSound_AsksNobody()
    {
        await using var server = await OpenAiServer.StartAsync();
        await using var services = server.Services();

        Assert.Empty(await TranscribeAsync(services, []));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task TranscribeAsync_FaultThatPasses_SendsTheWholeTurnAgain()
    {
        var lengths = new List<long>();
        async Task MeasureAsync(HttpContext context) =>
            lengths.Add((await context.Request.ReadFormAsync(context.RequestAborted)).Files.GetFile("file")!.Length);
        await using var server = await OpenAiServer.StartAsync(
            async context =>
            {
                await MeasureAsync(context);
                await OpenAiServer.Error(429, "Slow down.", retryAfter: "0")(context);
            },
            async context =>
            {
                await MeasureAsync(context);
                await context.Response.WriteAsJsonAsync(new { text = "Hello." });
            });
        await using var services = server.Services();

        Assert.Equal("Hello.", Assert.Single(await TranscribeAsync(services, Sound.Tone(160))).Text);
        Assert.Equal([364, 364], lengths);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"text":7}""")]
    public async Task TranscribeAsync_AnswerIsSomethingElse_SaysSo(string answer)
    {
        await using var server = await OpenAiServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(answer, context.RequestAborted);
        });
        await using var services = server.Services();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => TranscribeAsync(services, Sound.Tone(160)));

        Assert.Equal(SpeechFailure.BadAnswer, exception.Failure);
    }

    [Fact]
    public async Task TranscribeAsync_WrongKey_SaysSo()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(401, "Incorrect API key provided."));
        await using var services = server.Services();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => TranscribeAsync(services, Sound.Tone(160)));

        Assert.Equal(SpeechFailure.Unauthorized, exception.Failure);
    }

    [Fact]
    public async Task TranscribeAsync_ServerKeepsSilent_TimesOut()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Silence);
        var time = new FakeTimeProvider();
        await using var services = server.Services(time: time);

        var transcribing = TranscribeAsync(services, Sound.Tone(160));
        await server.FirstRequest.Task;
        time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(SpeechFailure.TimedOut, (await Assert.ThrowsAsync<SpeechException>(() => transcribing)).Failure);
    }

    [Fact]
    public async Task TranscribeAsync_NobodyWaitsAnyMore_HangsUp()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Silence);
        await using var services = server.Services();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var transcribing = TranscribeAsync(services, Sound.Tone(160), cancellationToken: stop.Token);
        await server.FirstRequest.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transcribing);
        await server.HungUp.Task;
    }

    private static async Task<List<Transcript>> TranscribeAsync(
        ServiceProvider services, short[] samples, SpeechToTextOptions? options = null, CancellationToken? cancellationToken = null)
    {
        var audio = samples.Chunk(160).Select(chunk => new AudioFrame(chunk, 8_000)).ToAsyncEnumerable();
        var transcripts = new List<Transcript>();
        await foreach (var transcript in services.GetRequiredService<ISpeechToText>().TranscribeAsync(audio, options ?? new(), cancellationToken ?? Token))
        {
            transcripts.Add(transcript);
        }

        return transcripts;
    }
}
