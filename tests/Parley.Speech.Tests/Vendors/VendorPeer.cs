using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parley.Speech.Tests.Vendors;

/// <summary>The vendor's end of a WebSocket.</summary>
internal sealed class VendorPeer(WebSocket socket, HttpContext context)
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    /// <summary>The next text or sound; <see langword="null"/> when the client is gone.</summary>
    public async Task<(string? Text, byte[]? Sound)?> ReceiveAsync()
    {
        try
        {
            var length = 0;
            while (true)
            {
                var result = await socket.ReceiveAsync(_buffer.AsMemory(length), context.RequestAborted);
                length += result.Count;
                switch (result.MessageType)
                {
                    case WebSocketMessageType.Close:
                        return null;
                    case WebSocketMessageType.Text when result.EndOfMessage:
                        return (Encoding.UTF8.GetString(_buffer, 0, length), null);
                    case WebSocketMessageType.Binary when result.EndOfMessage:
                        return (null, _buffer[..length]);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>The next text, which is JSON.</summary>
    public async Task<JsonElement> ReceiveJsonAsync() => JsonElement.Parse((await ReceiveAsync())!.Value.Text!);

    /// <summary>Sound up to a number of bytes, or up to a text, which is given too.</summary>
    public async Task<(byte[] Sound, string? Text)> ReceiveSoundAsync(int bytes = int.MaxValue)
    {
        var sound = new List<byte>();
        while (sound.Count < bytes && await ReceiveAsync() is { } message)
        {
            if (message.Text is not null)
            {
                return ([.. sound], message.Text);
            }

            sound.AddRange(message.Sound!);
        }

        return ([.. sound], null);
    }

    /// <summary>Waits until the client is gone.</summary>
    public async Task UntilGoneAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }
    }

    public Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendAsync(object message) => SendAsync(JsonSerializer.Serialize(message));

    public Task CloseAsync(int code, string reason) => socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);

    /// <summary>Tears the connection, without a goodbye.</summary>
    public void Tear() => context.Abort();
}
