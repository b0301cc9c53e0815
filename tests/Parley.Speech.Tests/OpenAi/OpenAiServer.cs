using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Speech.OpenAi;

namespace Parley.Speech.Tests.OpenAi;

/// <summary>A server on loopback that answers as the test says. It keeps what it was asked.</summary>
internal sealed class OpenAiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RequestDelegate> _answers = [];

    private OpenAiServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What was asked: method, path and authorization.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Completes when the first request is there.</summary>
    public TaskCompletionSource FirstRequest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a client has hung up before its answer was whole.</summary>
    public TaskCompletionSource HungUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri BaseUrl => new(_app.Urls.Single() + "/v1");

    public static async Task<OpenAiServer> StartAsync(params IEnumerable<RequestDelegate> answers)
    {
        var server = new OpenAiServer();
        foreach (var answer in answers)
        {
            server._answers.Enqueue(answer);
        }

        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>An error as OpenAI words it.</summary>
    public static RequestDelegate Error(int status, string message, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsJsonAsync(new { error = new { message, type = "some_error", code = (string?)null } });
    };

    /// <summary>Takes the request and says nothing until the client hangs up.</summary>
    public static Task Silence(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    /// <summary>What a host would have, pointed at this server.</summary>
    public ServiceProvider Services(Action<OpenAiCompatibleOptions>? configure = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddOpenAiCompatible(options =>
        {
            (options.BaseUrl, options.ApiKey) = (BaseUrl, "sk-test");
            (options.ChatModel, options.TranscriptionModel, options.SpeechModel) = ("thinker", "listener", "speaker");
            options.RetryDelay = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        context.RequestAborted.Register(() => HungUp.TrySetResult());
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization}");
        FirstRequest.TrySetResult();
        if (_answers.TryDequeue(out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot; // the test expected no such request
        }
    }
}
