using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Server.Tests.Webhooks;

/// <summary>Somebody's server that is told of events: a real one, that takes them unless the test says otherwise.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>What it does with a request before it answers; 200 when it does nothing. Test requests are always taken.</summary>
    public Func<HttpContext, Told, Task>? Behaviour { get; set; }

    /// <summary>Whether test requests get the same treatment.</summary>
    public bool IsStrict { get; set; }

    public string Url => $"{_app.Urls.First()}/hook?tenant=1";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The next request, test requests included.</summary>
    public ValueTask<Told> NextAsync() => _told.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The next so many events by type; test requests are left out.</summary>
    public async Task<List<Told>> NextAsync(int count)
    {
        var all = new List<Told>();
        while (all.Count < count)
        {
            var told = await NextAsync();
            if (!told.IsTest)
            {
                all.Add(told);
            }
        }

        return all;
    }

    /// <summary>Whether nothing has come that was not read.</summary>
    public bool IsQuiet => _told.Reader.Count == 0;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var told = new Told(body.ToArray(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _told.Writer.TryWrite(told);
        if (Behaviour is { } behave && (IsStrict || !told.IsTest))
        {
            await behave(context, told);
        }
    }
}

/// <summary>A request that a receiver got.</summary>
internal sealed record Told(byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => field.ValueKind is JsonValueKind.Undefined ? field = JsonElement.Parse(Body) : field;

    public bool IsTest => Json.TryGetProperty("test", out _);

    public string Type => Json.GetProperty("type").GetString()!;

    public Guid Id => Json.GetProperty("id").GetGuid();

    public string Room => Json.GetProperty("payload").GetProperty("room").GetString()!;
}
