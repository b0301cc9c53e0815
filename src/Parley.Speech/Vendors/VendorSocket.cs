using System.Net.WebSockets;
using System.Text;

namespace Parley.Speech.Vendors;

/// <summary>
/// A WebSocket to a vendor (RFC 6455). Any number may send, one receives. A receive is ended by disposing, which hangs up at once; so who waits for a message with a
/// time limit loses none. What breaks becomes a <see cref="SpeechException"/>.
/// </summary>
internal sealed class VendorSocket : IAsyncDisposable
{
    private const int MaxMessage = 16 * 1024 * 1024;
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket;
    private readonly Vendor _vendor;
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[16 * 1024];

    private VendorSocket(ClientWebSocket socket, Vendor vendor) => (_socket, _vendor) = (socket, vendor);

    /// <summary>Connects.</summary>
    /// <param name="vendor">Who.</param>
    /// <param name="uri">Where, with the query.</param>
    /// <param name="headers">The key and the like.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SpeechException">The vendor refused or cannot be reached.</exception>
    public static async Task<VendorSocket> ConnectAsync(
        Vendor vendor,
        Uri uri,
        IEnumerable<(string Name, string Value)> headers,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = Ping;
        socket.Options.KeepAliveTimeout = Ping;
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(uri, either.Token);
            return new VendorSocket(socket, vendor);
        }
        catch (Exception exception)
        {
            var explained = Explain(exception);
            socket.Dispose();
            if (explained is null)
            {
                throw;
            }

            throw explained;
        }

        SpeechException? Explain(Exception exception) => exception switch
        {
            _ when cancellationToken.IsCancellationRequested => null,
            _ when timeout.IsCancellationRequested => vendor.TimedOut("could not be connected to", limit),
            WebSocketException when (int)socket.HttpStatusCode >= 300 =>
                vendor.Refused((int)socket.HttpStatusCode, Header("dg-error") ?? Header("X-Error"), RetryAfter(Header("Retry-After")), exception),
            _ when IsBreak(exception) => vendor.Unreachable($"cannot be reached: {(exception.InnerException ?? exception).Message}", exception),
            _ => null,
        };

        string? Header(string name) => socket.HttpResponseHeaders is { } all && all.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;
    }

    /// <summary>Sends a text message.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends a message.</summary>
    /// <exception cref="SpeechException">The connection broke.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> body, WebSocketMessageType type)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(body, type, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            throw _vendor.Unreachable($"hung up: {exception.Message}", exception);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Takes the next whole message, or the end.</summary>
    /// <exception cref="SpeechException">The connection broke, or the message is beyond all measure.</exception>
    public async Task<VendorMessage> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            }
            catch (Exception exception) when (IsBreak(exception))
            {
                throw _vendor.Unreachable($"hung up: {exception.Message}", exception);
            }

            if (result.MessageType is WebSocketMessageType.Close)
            {
                return new(default, _socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription);
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                return new(_buffer.AsMemory(0, length).ToArray());
            }

            if (length == _buffer.Length)
            {
                if (length >= MaxMessage)
                {
                    throw _vendor.BadAnswer($"a message of more than {MaxMessage >> 20} MB.");
                }

                Array.Resize(ref _buffer, 2 * length);
            }
        }
    }

    /// <summary>Says goodbye and hangs up.</summary>
    public async ValueTask LeaveAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // Gone already.
        }

        await DisposeAsync();
    }

    /// <summary>Hangs up at once; what waits for it fails.</summary>
    public void HangUp() => _socket.Abort();

    /// <summary>Hangs up at once.</summary>
    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TimeSpan? RetryAfter(string? seconds) => int.TryParse(seconds, out var wait) && wait >= 0 ? TimeSpan.FromSeconds(wait) : null;

    private static bool IsBreak(Exception exception) =>
        exception is WebSocketException or IOException or ObjectDisposedException or HttpRequestException or OperationCanceledException or InvalidOperationException;
}
