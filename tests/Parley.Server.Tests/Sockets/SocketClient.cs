using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Tests.Sockets;

/// <summary>The other end of a server's socket: a provider, or a client of somebody's own.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<SocketClient> ConnectAsync(HttpClient server, string path, string? bearer = null)
    {
        var client = new SocketClient();
        if (bearer is not null)
        {
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {bearer}");
        }

        client._socket.Options.CollectHttpResponseDetails = true;
        await client._socket.ConnectAsync(new Uri($"ws{server.BaseAddress!.AbsoluteUri["http".Length..].TrimEnd('/')}{path}"), Token);
        return client;
    }

    /// <summary>Tries to connect, and gives the HTTP status of the refusal.</summary>
    public static async Task<int> RefusalAsync(HttpClient server, string path, string? bearer = null)
    {
        var client = new SocketClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        if (bearer is not null)
        {
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {bearer}");
        }

        await using (client)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => client._socket.ConnectAsync(new Uri($"ws{server.BaseAddress!.AbsoluteUri["http".Length..].TrimEnd('/')}{path}"), Token));
            return (int)client._socket.HttpStatusCode;
        }
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Token);

    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, Token);

    /// <summary>The next message; <see langword="null"/> when the server has closed.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(length), Token);
            if (got.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            length += got.Count;
            if (got.EndOfMessage)
            {
                return _buffer[..length];
            }
        }
    }

    /// <summary>Reads until an event of JSON comes that is wanted.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var message = await ReceiveAsync() ?? throw new InvalidOperationException($"The server closed: {CloseStatus} {CloseReason}");
            var json = JsonElement.Parse(message);
            if (wanted(json))
            {
                return json;
            }
        }
    }

    public Task<JsonElement> UntilAsync(string name) => UntilAsync(json => json.GetProperty("event").GetString() == name);

    /// <summary>Reads to the end.</summary>
    public async Task<(int Status, string Reason)> UntilClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return ((int)CloseStatus!, CloseReason ?? "");
    }

    public Task CloseAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Token);

    /// <summary>Dies.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
