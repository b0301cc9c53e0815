using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Parley.Server.Tests.Sockets;

/// <summary>Somebody's bot for Twilio's media streams, on a real WebSocket server; the test says what it does with each stream.</summary>
internal sealed class FakeBot : IAsyncDisposable
{
    private readonly Channel<Stream> _streams = Channel.CreateUnbounded<Stream>();
    private readonly WebApplication _app;

    private FakeBot()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(async context =>
        {
            var stream = new Stream(await context.WebSockets.AcceptWebSocketAsync());
            await _streams.Writer.WriteAsync(stream);
            await stream.Done.Task;
        });
    }

    public string Endpoint => $"ws{_app.Urls.First()["http".Length..]}/bot";

    public static async Task<FakeBot> StartAsync()
    {
        var bot = new FakeBot();
        await bot._app.StartAsync(TestContext.Current.CancellationToken);
        return bot;
    }

    /// <summary>The next stream that is opened to it.</summary>
    public ValueTask<Stream> NextAsync() => _streams.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        while (_streams.Reader.TryRead(out var unread))
        {
            unread.Done.TrySetResult();
        }

        await _app.DisposeAsync();
    }

    /// <summary>One stream.</summary>
    internal sealed class Stream(WebSocket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

        /// <summary>Reads until an event comes that is wanted.</summary>
        public async Task<JsonElement> UntilAsync(string name, Func<JsonElement, bool>? wanted = null)
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(), TestContext.Current.CancellationToken);
                if (got.MessageType is WebSocketMessageType.Close)
                {
                    throw new InvalidOperationException($"closed before {name}");
                }

                var json = JsonElement.Parse(_buffer.AsSpan(0, got.Count));
                if (json.GetProperty("event").GetString() == name && wanted?.Invoke(json) is not false)
                {
                    return json;
                }
            }
        }

        /// <summary>Hangs up, as bots do.</summary>
        public async Task CloseAsync()
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
            Done.TrySetResult();
        }

        /// <summary>Dies.</summary>
        public void Dispose()
        {
            if (!Done.Task.IsCompleted)
            {
                socket.Abort();
                Done.TrySetResult();
            }
        }
    }
}
