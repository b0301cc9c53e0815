using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.AzureOpenAi;
using Parley.Speech.Tests.OpenAi;
using Parley.Speech.Vendors;

namespace Parley.Speech.Tests.AzureOpenAi;

public sealed class AzureOpenAiTests
{
    private const string Key = "azure-secret";
    private const string Answer = """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1", "/openai/v1/chat/completions")]
    [InlineData("2024-10-21", "/openai/deployments/my%20brain/chat/completions?api-version=2024-10-21")]
    public async Task Chat_EachVersion_AsksAsDocumented(string version, string path)
    {
        var (asked, headers, model) = ("", default(IHeaderDictionary), "");
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            (asked, headers) = (PathOf(context), Copy(context));
            model = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement.GetProperty("model").GetString();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Answer, context.RequestAborted);
        });
        await using var services = Services(server, version);

        Assert.Equal("Yes.", (await services.GetRequiredService<IChatClient>().GetResponseAsync("Hi.", cancellationToken: Token)).Text);

        Assert.Equal((path, "my brain"), (asked, model));
        Assert.Equal((Key, ""), (headers!["api-key"].ToString(), headers.Authorization.ToString()));
    }

    [Theory]
    [InlineData("v1", "/openai/v1/audio/transcriptions")]
    [InlineData("2024-10-21", "/openai/deployments/ear/audio/transcriptions?api-version=2024-10-21")]
    public async Task Transcription_EachVersion_AsksAsDocumented(string version, string path)
    {
        var (asked, headers) = ("", default(IHeaderDictionary));
        await using var server = await OpenAiServer.StartAsync(context =>
        {
            (asked, headers) = (PathOf(context), Copy(context));
            return context.Response.WriteAsJsonAsync(new { text = "Yes." });
        });
        await using var services = Services(server, version);

        var words = new List<string>();
        await foreach (var transcript in services.GetRequiredService<ISpeechToText>().TranscribeAsync(
            new[] { new AudioFrame(Sound.Tone(160), 8_000) }.ToAsyncEnumerable(), new(), Token))
        {
            words.Add(transcript.Text);
        }

        Assert.Equal("Yes.", Assert.Single(words));
        Assert.Equal((path, Key, ""), (asked, headers!["api-key"].ToString(), headers.Authorization.ToString()));
        var usage = Assert.Single(services.GetServices<VendorUsage>());
        Assert.Equal(("azure-openai", 1L, TimeSpan.FromMilliseconds(20)), (usage.Vendor, usage.Requests, usage.Sound));
    }

    [Theory]
    [InlineData("v1", "/openai/v1/audio/speech")]
    [InlineData("2025-04-01-preview", "/openai/deployments/mouth/audio/speech?api-version=2025-04-01-preview")]
    public async Task Speech_EachVersion_AsksAsDocumented(string version, string path)
    {
        var (asked, headers) = ("", default(IHeaderDictionary));
        await using var server = await OpenAiServer.StartAsync(context =>
        {
            (asked, headers) = (PathOf(context), Copy(context));
            return context.Response.Body.WriteAsync(Sound.ToBytes([5]), context.RequestAborted).AsTask();
        });
        await using var services = Services(server, version);

        Assert.Equal([5], await services.GetRequiredService<ITextToSpeech>().SynthesizeAsync("Good day.", new(), Token).ToSamplesAsync());
        Assert.Equal((path, Key, ""), (asked, headers!["api-key"].ToString(), headers.Authorization.ToString()));
    }

    [Theory]
    [InlineData(401, "Access denied due to invalid subscription key.", SpeechFailure.Unauthorized, "Parley:AzureOpenAi:ApiKey")]
    [InlineData(402, "No credit.", SpeechFailure.QuotaExceeded, "Add credit")]
    [InlineData(429, "You exceeded your current quota.", SpeechFailure.QuotaExceeded, "Add credit")]
    [InlineData(404, "The API deployment for this resource does not exist.", SpeechFailure.Refused, "names of models")]
    public async Task Speech_Refused_SaysWhy(int status, string said, SpeechFailure failure, string advice)
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(status, said), OpenAiServer.Error(status, $"{said} {Key}"));
        await using var services = Services(server, "v1");

        var exception = await Assert.ThrowsAsync<SpeechException>(
            () => services.GetRequiredService<ITextToSpeech>().SynthesizeAsync("Good day.", new(), Token).ToSamplesAsync());

        Assert.Equal(failure, exception.Failure);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(services.GetServices<VendorUsage>()).Failures);
    }

    [Theory]
    [InlineData("https://contoso.openai.azure.com/openai", "k", "v1", "d", "nothing behind it")]
    [InlineData("https://contoso.openai.azure.com", null, "v1", "d", "ApiKey is missing")]
    [InlineData("https://contoso.openai.azure.com", "k", "latest", "d", "ApiVersion is v1 or")]
    [InlineData("https://contoso.openai.azure.com", "k", "v1", null, "No deployment is named")]
    public void Options_Wrong_AreRefusedWithAdvice(string endpoint, string? key, string version, string? deployment, string advice)
    {
        var result = new AzureOpenAiOptionsValidator().Validate(
            null, new() { Endpoint = new(endpoint), ApiKey = key, ApiVersion = version, ChatDeployment = deployment });

        Assert.Contains(advice, result.FailureMessage, StringComparison.Ordinal);
    }

    private static string PathOf(HttpContext context) => $"{context.Request.Path.ToUriComponent()}{context.Request.QueryString}";

    private static HeaderDictionary Copy(HttpContext context) => new(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value));

    private static ServiceProvider Services(OpenAiServer server, string version)
    {
        var services = new ServiceCollection();
        services.AddAzureOpenAi(options =>
        {
            (options.Endpoint, options.ApiKey, options.ApiVersion) = (new(server.BaseUrl, "/"), Key, version);
            (options.ChatDeployment, options.TranscriptionDeployment, options.SpeechDeployment) = ("my brain", "ear", "mouth");
            options.RetryDelay = TimeSpan.Zero;
        });
        return services.BuildServiceProvider();
    }
}
