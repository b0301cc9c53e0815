using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Speech.Ollama;
using Parley.Speech.Tests.OpenAi;

namespace Parley.Speech.Tests.Ollama;

public sealed class OllamaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_Streams_AsksAsDocumented()
    {
        JsonElement asked = default;
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"llama3.2","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"Good day."},"finish_reason":null}]}

                data: [DONE]


                """.ReplaceLineEndings("\n"),
                context.RequestAborted);
        });
        await using var services = Services(server);

        var text = "";
        await foreach (var update in services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("Hi.", cancellationToken: Token))
        {
            text += update.Text;
        }

        Assert.Equal("Good day.", text);
        Assert.Equal("POST /v1/chat/completions Bearer ollama", Assert.Single(server.Requests));
        Assert.Equal(("llama3.2", true), (asked.GetProperty("model").GetString(), asked.GetProperty("stream").GetBoolean()));
    }

    [Fact]
    public async Task Chat_ModelIsNotThere_SaysSo()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(404, "model \"llama3.2\" not found, try pulling it first"));
        await using var services = Services(server);

        var exception = await Assert.ThrowsAsync<SpeechException>(
            () => services.GetRequiredService<IChatClient>().GetResponseAsync("Hi.", cancellationToken: Token));

        Assert.Equal(SpeechFailure.Refused, exception.Failure);
        Assert.Contains("try pulling it first", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_NobodyIsThere_NamesTheAddress()
    {
        var services = new ServiceCollection();
        services.AddOllama(options => (options.Server, options.Model, options.MaxRetries) = (new("http://127.0.0.1:1"), "llama3.2", 0));
        await using var provider = services.BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<SpeechException>(
            () => provider.GetRequiredService<IChatClient>().GetResponseAsync("Hi.", cancellationToken: Token));

        Assert.Equal(SpeechFailure.Unavailable, exception.Failure);
        Assert.Contains("http://127.0.0.1:1/v1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithoutModel_AreRefusedWithAdvice() =>
        Assert.Contains("ollama list", new OllamaOptionsValidator().Validate(null, new()).FailureMessage, StringComparison.Ordinal);

    private static ServiceProvider Services(OpenAiServer server)
    {
        var services = new ServiceCollection();
        services.AddOllama(options => (options.Server, options.Model) = (new(server.BaseUrl, "/"), "llama3.2"));
        return services.BuildServiceProvider();
    }
}
