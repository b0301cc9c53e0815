using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Speech.Tests.OpenAi;

public sealed class OpenAiChatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStreamingResponseAsync_ServerStreams_HandsOnEachPiece()
    {
        JsonElement asked = default;
        var heard = new TaskCompletionSource();
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
            context.Response.ContentType = "text/event-stream";
            await SendAsync(context, Chunk("Good "));
            await heard.Task;
            await SendAsync(context, Chunk("day."));
            await SendAsync(context, "[DONE]");
        });
        await using var services = server.Services();

        await using var updates = Chat(services)
            .GetStreamingResponseAsync([new(ChatRole.User, "Hello?")], new() { Instructions = "Be brief." }, Token)
            .GetAsyncEnumerator(Token);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("Good ", updates.Current.Text);
        heard.SetResult();
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("day.", updates.Current.Text);

        Assert.Equal("POST /v1/chat/completions Bearer sk-test", Assert.Single(server.Requests));
        Assert.Equal("thinker", asked.GetProperty("model").GetString());
        Assert.Equal(["system", "user"], asked.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task GetResponseAsync_WrongKey_SaysSo()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(401, "Incorrect API key provided."));
        await using var services = server.Services();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => Chat(services).GetResponseAsync("Hello?", cancellationToken: Token));

        Assert.Equal(SpeechFailure.Unauthorized, exception.Failure);
        Assert.Contains("Incorrect API key provided.", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_TooManyRequests_SaysSoAfterOneMoreTry()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Error(429, "Slow down."), OpenAiServer.Error(429, "Slow down."));
        await using var services = server.Services();

        var exception = await Assert.ThrowsAsync<SpeechException>(() => Chat(services).GetStreamingResponseAsync("Hello?", cancellationToken: Token).ToChatResponseAsync(Token));

        Assert.Equal(SpeechFailure.RateLimited, exception.Failure);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task GetResponseAsync_NobodyListensThere_NamesTheAddress()
    {
        await using var server = await OpenAiServer.StartAsync();
        await using var services = server.Services(o => o.BaseUrl = new("http://127.0.0.1:1/v1"));

        var exception = await Assert.ThrowsAsync<SpeechException>(() => Chat(services).GetResponseAsync("Hello?", cancellationToken: Token));

        Assert.Equal(SpeechFailure.Unavailable, exception.Failure);
        Assert.Contains("http://127.0.0.1:1/v1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_ServerKeepsSilent_TimesOut()
    {
        await using var server = await OpenAiServer.StartAsync(OpenAiServer.Silence);
        await using var services = server.Services(o => o.Timeout = TimeSpan.FromMilliseconds(300));

        var exception = await Assert.ThrowsAsync<SpeechException>(() => Chat(services).GetResponseAsync("Hello?", cancellationToken: Token));

        Assert.Equal(SpeechFailure.TimedOut, exception.Failure);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Interrupted_HangsUp()
    {
        await using var server = await OpenAiServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await SendAsync(context, Chunk("Well, "));
            await OpenAiServer.Silence(context);
        });
        await using var services = server.Services();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var updates = Chat(services).GetStreamingResponseAsync("Hello?", cancellationToken: stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await updates.MoveNextAsync());

        var next = updates.MoveNextAsync().AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await updates.DisposeAsync();
        await server.HungUp.Task;
    }

    private static IChatClient Chat(ServiceProvider services) => services.GetRequiredService<IChatClient>();

    private static string Chunk(string text) => JsonSerializer.Serialize(new
    {
        id = "c1",
        @object = "chat.completion.chunk",
        created = 1,
        model = "thinker",
        choices = new[] { new { index = 0, delta = new { content = text }, finish_reason = (string?)null } },
    });

    private static async Task SendAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
