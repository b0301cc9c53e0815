using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>
/// One connection that any number of texts share, each as a context of its own. Two tasks belong to it, one that reads and one that writes; disposing hangs up and awaits both.
/// </summary>
internal sealed class CartesiaConnection : IAsyncDisposable
{
    private readonly VendorSocket _socket;
    private readonly Vendor _vendor;
    private readonly VendorUsage _usage;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Channel<CartesiaAnswer>> _contexts = new(StringComparer.Ordinal);
    private readonly Channel<string> _outgoing = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Task _reading;
    private readonly Task _writing;
    private SpeechException? _end;
    private int _lastContext;
    private bool _isRetired;

    public CartesiaConnection(VendorSocket socket, Vendor vendor, VendorUsage usage)
    {
        (_socket, _vendor, _usage) = (socket, vendor, usage);
        _reading = ReadAsync();
        _writing = WriteAsync();
    }

    /// <summary>Whether a new text may go over it.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _end is null && !_isRetired;
            }
        }
    }

    /// <summary>Whether a text goes over it.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _contexts.Count > 0;
            }
        }
    }

    /// <summary>Begins a context. What comes for it ends with a <see cref="SpeechException"/> if the connection does.</summary>
    public string Open(out ChannelReader<CartesiaAnswer> answers)
    {
        var channel = Channel.CreateUnbounded<CartesiaAnswer>(new() { SingleReader = true, SingleWriter = true });
        answers = channel.Reader;
        lock (_lock)
        {
            var id = (++_lastContext).ToString(CultureInfo.InvariantCulture);
            if (_end is not null)
            {
                channel.Writer.Complete(_end);
            }

            _contexts.Add(id, channel);
            return id;
        }
    }

    /// <summary>Ends a context; what still comes for it is dropped.</summary>
    public void Close(string context)
    {
        lock (_lock)
        {
            _contexts.Remove(context);
        }
    }

    /// <summary>Takes no new text: it does not answer.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
        }
    }

    /// <summary>Sends a message, behind those before it.</summary>
    public void Send(string json) => _outgoing.Writer.TryWrite(json);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        await _socket.DisposeAsync();
        await _reading;
        await _writing;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var message = await _socket.ReceiveAsync();
                if (message.Closed is { } code)
                {
                    throw _vendor.Unreachable($"ended the connection (close code {(int)code}): {message.Reason ?? "it did not say why"}");
                }

                Pass(JsonSerializer.Deserialize(message.Body.Span, CartesiaJson.Default.CartesiaAnswer) ?? throw new JsonException("it is null"));
            }
        }
        catch (SpeechException exception)
        {
            End(exception);
        }
        catch (JsonException exception)
        {
            End(_vendor.BadAnswer(exception.Message, exception));
        }

        _outgoing.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var json in _outgoing.Reader.DrainAsync())
            {
                await _socket.SendAsync(json);
            }
        }
        catch (SpeechException exception)
        {
            End(exception);
        }
    }

    private void Pass(CartesiaAnswer answer)
    {
        lock (_lock)
        {
            if (answer.ContextId is { } id && _contexts.TryGetValue(id, out var context))
            {
                context.Writer.TryWrite(answer);
            }
            else if (answer is { ContextId: null, Type: "error" })
            {
                foreach (var one in _contexts.Values)
                {
                    one.Writer.TryWrite(answer);
                }
            }
            else
            {
                _usage.CountStray();
            }
        }
    }

    private void End(SpeechException why)
    {
        lock (_lock)
        {
            _end ??= why;
            foreach (var context in _contexts.Values)
            {
                context.Writer.TryComplete(_end);
            }
        }
    }
}
