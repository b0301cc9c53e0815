using System.Net.WebSockets;
using Parley.Telephony.Signalling;

namespace Parley.Telephony.Sockets;

/// <summary>What came of reading from a socket.</summary>
public enum SocketReading
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>The other side has closed it.</summary>
    Closed,

    /// <summary>It broke, or was given up.</summary>
    Broken,

    /// <summary>A message was larger than any may be.</summary>
    TooLarge,
}

/// <summary>One side of a WebSocket, in whole messages. One reader and one writer; nothing here throws for what the other side does.</summary>
/// <param name="socket">An open socket, which belongs to this from now on.</param>
public sealed class SocketPeer(WebSocket socket) : IDisposable
{
    private const int LargestMessage = 256 * 1024;
    private const int LongestReason = 120;

    private byte[] _buffer = new byte[4096];

    /// <summary>The message that was read last, until the next is read.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Whether it is text.</summary>
    public bool IsText { get; private set; }

    /// <summary>With what the other side has closed it, if it did.</summary>
    public string CloseReason => $"{(int?)socket.CloseStatus ?? 1005} {socket.CloseStatusDescription}".TrimEnd();

    /// <summary>Whether the other side closed it as one does when all is well.</summary>
    public bool ClosedNormally => socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.Empty;

    /// <summary>Reads the next message.</summary>
    public async Task<SocketReading> ReadAsync()
    {
        var length = 0;
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                if (got.MessageType is WebSocketMessageType.Close)
                {
                    return SocketReading.Closed;
                }

                length += got.Count;
                if (got.EndOfMessage)
                {
                    (Message, IsText) = (_buffer.AsMemory(0, length), got.MessageType is WebSocketMessageType.Text);
                    return SocketReading.Message;
                }

                if (length == _buffer.Length)
                {
                    if (length >= LargestMessage)
                    {
                        return SocketReading.TooLarge;
                    }

                    Array.Resize(ref _buffer, length * 2);
                }
            }
        }
        catch (Exception fault) when (IsOfTheSocket(fault))
        {
            return SocketReading.Broken;
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>Whether the socket took it.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> message, bool isText)
    {
        try
        {
            await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, CancellationToken.None);
            return true;
        }
        catch (Exception fault) when (IsOfTheSocket(fault))
        {
            return false;
        }
    }

    /// <summary>Says that no more will be sent, and why.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                // At most 123 bytes of UTF-8 go into a close frame (RFC 6455, section 5.5).
                var ascii = string.Concat(reason.Select(c => c is >= ' ' and <= '~' ? c : '?'));
                await socket.CloseOutputAsync(status, ascii.Length > LongestReason ? ascii[..LongestReason] : ascii, CancellationToken.None);
            }
        }
        catch (Exception fault) when (IsOfTheSocket(fault))
        {
            // It is closed all the same.
        }
    }

    /// <summary>Closes, reads on until the other side has closed too, or as long as that may take, and gives the socket up: cut off before, it would not learn why.</summary>
    /// <param name="status">The code.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="reading">What is being read just now, if anything.</param>
    /// <param name="patience">Fires when it takes too long.</param>
    public async Task FinishAsync(WebSocketCloseStatus status, string reason, Task? reading, CancellationToken patience)
    {
        try
        {
            await CloseAsync(status, reason).UntilAsync(patience);
            if (reading is not null)
            {
                await reading.UntilAsync(patience);
            }

            while (!patience.IsCancellationRequested && await ReadAsync().UntilAsync(patience) is SocketReading.Message)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // It does not say goodbye.
        }

        Abort();
    }

    /// <summary>Gives it up: whoever reads or writes returns.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static bool IsOfTheSocket(Exception fault) => fault is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
