using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Speech.Tests.Vendors;

/// <summary>A server on loopback that plays a vendor: each connection goes to the next of its scripts.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RequestDelegate> _scripts = [];

    private VendorServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
    }

    /// <summary>What was asked: path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The headers of those requests.</summary>
    public ConcurrentQueue<IHeaderDictionary> Headers { get; } = [];

    public Uri Address => new(_app.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal));

    /// <summary>What went wrong in a script.</summary>
    public Exception? Trouble { get; private set; }

    public static async Task<VendorServer> StartAsync(params IEnumerable<RequestDelegate> scripts)
    {
        var server = new VendorServer();
        foreach (var script in scripts)
        {
            server._scripts.Enqueue(script);
        }

        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A script that talks.</summary>
    public static RequestDelegate Talk(Func<VendorPeer, Task> script) => async context =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await script(new VendorPeer(socket, context));
    };

    /// <summary>A script that refuses the handshake.</summary>
    public static RequestDelegate Refuse(int status, string? reason = null, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers["dg-error"] = reason;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
        Headers.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value)));
        if (!_scripts.TryDequeue(out var script))
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot; // the test expected no such request
            return;
        }

        try
        {
            await script(context);
        }
        catch (Exception exception)
        {
            Trouble = exception;
            throw;
        }
    }
}
