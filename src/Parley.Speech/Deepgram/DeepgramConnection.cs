using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>
/// One stream of sound to <c>/v1/listen</c>: used by one turn at a time, kept alive in between. Two tasks belong to it, one that reads and one that says that it lives;
/// disposing hangs up and awaits both.
/// </summary>
internal sealed class DeepgramConnection : IAsyncDisposable
{
    private const string Alive = """{"type":"KeepAlive"}""";
    private const string Finalize = """{"type":"Finalize"}""";
    private const string CloseStream = """{"type":"CloseStream"}""";

    private readonly VendorSocket _socket;
    private readonly Vendor _vendor;
    private readonly DeepgramOptions _options;
#pragma warning disable CA2213 // Has no timer, and is not linked: nothing to free, and disposing twice stays harmless.
    private readonly CancellationTokenSource _stop = new();
#pragma warning restore CA2213
    private readonly Channel<DeepgramMessage> _messages = Channel.CreateUnbounded<DeepgramMessage>(new() { SingleReader = true, SingleWriter = true });
    private readonly Task _reading;
    private readonly Task _keepingAlive;
    private bool _hasSent;
    private TimeSpan _quiet;

    public DeepgramConnection(VendorSocket socket, Vendor vendor, Uri uri, DeepgramOptions options, TimeProvider time)
    {
        (_socket, _vendor, Uri, _options) = (socket, vendor, uri, options);
        _reading = ReadAsync();
        _keepingAlive = KeepAliveAsync(time);
    }

    /// <summary>Where, and with which parameters.</summary>
    public Uri Uri { get; }

    /// <summary>What it says. Ends with the connection; completed with a <see cref="SpeechException"/> unless it was we who ended it.</summary>
    public ChannelReader<DeepgramMessage> Messages => _messages.Reader;

    /// <summary>How many bytes of sound went over it.</summary>
    public long Sent { get; private set; }

    /// <summary>Whether a turn may go over it still.</summary>
    public bool IsOpen => !_reading.IsCompleted && _quiet < _options.IdleTimeout;

    /// <summary>Sends sound.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> sound)
    {
        (_hasSent, _quiet) = (true, TimeSpan.Zero);
        await _socket.SendAsync(sound, WebSocketMessageType.Binary);
        Sent += sound.Length;
    }

    /// <summary>Asks for what was not told yet (developers.deepgram.com/docs/finalize).</summary>
    public Task FinalizeAsync() => _socket.SendAsync(Finalize);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _socket.DisposeAsync();
        await _reading;
        await _keepingAlive;
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
                    _messages.Writer.TryComplete(Ended(code, message.Reason));
                    return;
                }

                _messages.Writer.TryWrite(DeepgramMessage.Parse(message.Body));
            }
        }
        catch (JsonException exception)
        {
            _messages.Writer.TryComplete(_vendor.BadAnswer(exception.Message, exception));
        }
        catch (SpeechException exception)
        {
            _messages.Writer.TryComplete(exception);
        }
    }

    /// <summary>
    /// Says every few seconds that the connection lives when no sound did (developers.deepgram.com/docs/audio-keep-alive), and closes it in good order when it was not used
    /// for long (developers.deepgram.com/docs/close-stream).
    /// </summary>
    private async Task KeepAliveAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(_options.KeepAlive, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (_hasSent)
                {
                    _hasSent = false;
                    continue;
                }

                _quiet += _options.KeepAlive;
                await _socket.SendAsync(IsOpen ? Alive : CloseStream);
                if (!IsOpen)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (SpeechException)
        {
            // Who reads is told of the break.
        }
    }

    /// <summary>What a close code means (developers.deepgram.com/docs/stt-troubleshooting-websocket-data-and-net-errors).</summary>
    private SpeechException Ended(WebSocketCloseStatus code, string? reason) => code switch
    {
        WebSocketCloseStatus.PolicyViolation => _vendor.Refused($"close code {(int)code}", reason),
        _ => _vendor.Unreachable($"ended the stream (close code {(int)code}): {reason ?? "it did not say why"}"),
    };
}
