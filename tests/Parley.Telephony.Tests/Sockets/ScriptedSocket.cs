using System.Net.WebSockets;

namespace Parley.Telephony.Tests.Sockets;

/// <summary>A WebSocket whose far end sends what it is given, in fragments of any size, and then goes: by closing, by breaking, or not at all.</summary>
/// <param name="messages">What it sends: bytes, and whether they are text.</param>
/// <param name="random">Chooses the fragments.</param>
/// <param name="ending">How it goes.</param>
internal sealed class ScriptedSocket(IEnumerable<(byte[] Bytes, bool IsText)> messages, Random random, ScriptedEnding ending) : WebSocket
{
    private readonly IEnumerator<(byte[] Bytes, bool IsText)> _messages = messages.GetEnumerator();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketState _state = WebSocketState.Open;
    private ReadOnlyMemory<byte> _rest;
    private bool _isText;
    private bool _isWhole = true;

    /// <summary>How many bytes have been read from it.</summary>
    public long Read { get; private set; }

    /// <summary>Whether our side has closed it.</summary>
    public bool IsClosed { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => _state is WebSocketState.CloseReceived or WebSocketState.Closed ? WebSocketCloseStatus.NormalClosure : null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public override void Abort()
    {
        (_state, IsClosed) = (WebSocketState.Aborted, true);
        _gone.TrySetResult();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        IsClosed = true;
        _gone.TrySetResult();
        return Task.CompletedTask;
    }

    public override void Dispose() => _messages.Dispose();

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (_state is WebSocketState.Aborted)
        {
            throw new WebSocketException(WebSocketError.InvalidState);
        }

        if (_isWhole)
        {
            if (!_messages.MoveNext())
            {
                return await EndAsync();
            }

            (_rest, _isText) = (_messages.Current.Bytes, _messages.Current.IsText);
        }

        var count = Math.Min(buffer.Length, Math.Min(_rest.Length, random.Next(3) == 0 ? random.Next(40) : int.MaxValue));
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _isWhole = _rest.IsEmpty;
        Read += count;
        return new(count, _isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, _isWhole);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        _state is WebSocketState.Aborted ? throw new WebSocketException(WebSocketError.InvalidState) : Task.CompletedTask;

    private async Task<ValueWebSocketReceiveResult> EndAsync()
    {
        if (ending is ScriptedEnding.Stays)
        {
            await _gone.Task;
        }

        if (ending is ScriptedEnding.Breaks || _state is WebSocketState.Aborted)
        {
            _state = WebSocketState.Aborted;
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        _state = WebSocketState.CloseReceived;
        return new(0, WebSocketMessageType.Close, true);
    }
}

/// <summary>How the far end of a <see cref="ScriptedSocket"/> goes.</summary>
internal enum ScriptedEnding
{
    Closes,
    Breaks,
    Stays,
}
