using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>One call's connection. Two tasks belong to it, one that reads and one that writes; disposing hangs up and awaits both.</summary>
internal sealed class OpenAiRealtimeSession : ISpeechToSpeechSession
{
    /// <summary>Pieces of sound that may wait to be sent: 10 s. More is lost, rather than heard too late.</summary>
    private const int MostSound = 500;

    private readonly VendorSocket _socket;
    private readonly Vendor _vendor;
    private readonly OpenAiRealtimeOptions _options;
    private readonly RealtimeRequests _requests;
    private readonly VendorUsage _usage;
    private readonly Channel<SpeechToSpeechEvent> _events = Channel.CreateUnbounded<SpeechToSpeechEvent>(new() { SingleReader = true, SingleWriter = true });
    private readonly Channel<(byte[] Message, bool IsSound)> _outgoing = Channel.CreateUnbounded<(byte[], bool)>(new() { SingleReader = true });
    private readonly RealtimeEvents _translation = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _patience;
    private readonly Task _reading;
    private readonly Task _writing;
    private SpeechException? _fault;
    private byte[]? _asked;
    private byte[]? _refused;
    private bool _isDisposed;
    private int _queuedSound;

    public OpenAiRealtimeSession(VendorSocket socket, Vendor vendor, OpenAiRealtimeOptions options, RealtimeRequests requests, VendorUsage usage, TimeProvider time)
    {
        (_socket, _vendor, _options, _requests, _usage) = (socket, vendor, options, requests, usage);
        _patience = new(Timeout.InfiniteTimeSpan, time);
        _patience.Token.UnsafeRegister(static session => ((OpenAiRealtimeSession)session!).GiveUp(), this);
        _reading = ReadAsync();
        _writing = WriteAsync();
    }

    /// <inheritdoc/>
    public SpeechToSpeechFormat Format => _requests.Format;

    /// <inheritdoc/>
    public ChannelReader<SpeechToSpeechEvent> Events => _events.Reader;

    /// <inheritdoc/>
    public void Hear(ReadOnlySpan<byte> sound)
    {
        if (Volatile.Read(ref _queuedSound) >= MostSound)
        {
            _usage.CountStray();
            return;
        }

        _usage.CountSound(Format.DurationOf(sound.Length));
        Interlocked.Increment(ref _queuedSound);
        _outgoing.Writer.TryWrite((RealtimeRequests.Append(sound), true));
    }

    /// <inheritdoc/>
    public void Send(SpeechToSpeechCommand command)
    {
        var message = Encoding.UTF8.GetBytes(_requests.Write(command));
        if (command is SpeechToSpeechCommand.CreateResponse)
        {
            _usage.CountRequest();
            Await(message);
        }

        _outgoing.Writer.TryWrite((message, false));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _patience.Dispose();
        }

        _outgoing.Writer.TryComplete();
        await _socket.DisposeAsync();
        await _reading;
        await _writing;
    }

    /// <summary>An answer is due, or goes on; or none is any more.</summary>
    /// <param name="asked">What was asked; <see langword="null"/> when it has been answered.</param>
    private void Await(byte[]? asked)
    {
        lock (_gate)
        {
            _asked = asked;
            if (!_isDisposed)
            {
                _patience.CancelAfter(asked is null ? Timeout.InfiniteTimeSpan : _options.Timeout);
            }
        }
    }

    private void GiveUp() => Break(_vendor.TimedOut("did not go on", _options.Timeout));

    private void Break(SpeechException fault)
    {
        lock (_gate)
        {
            _fault ??= fault;
        }

        _socket.HangUp();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (message, isSound) in _outgoing.Reader.DrainAsync())
            {
                if (isSound)
                {
                    Interlocked.Decrement(ref _queuedSound);
                }

                await _socket.SendAsync(message, WebSocketMessageType.Text);
            }
        }
        catch (SpeechException)
        {
            // Who reads is told of the break.
        }
    }

    private async Task ReadAsync()
    {
        SpeechException failure;
        try
        {
            while (true)
            {
                var message = await _socket.ReceiveAsync();
                if (message.Closed is { } code)
                {
                    failure = _fault ?? RealtimeErrors.Closed(_vendor, code, message.Reason);
                    break;
                }

                Take(message.Body);
            }
        }
        catch (SpeechException exception)
        {
            failure = _fault ?? exception;
        }

        Await(null);
        _outgoing.Writer.TryComplete();
        if (!_isDisposed)
        {
            Count(failure);
            _events.Writer.TryWrite(new SpeechToSpeechEvent.Disconnected(failure.Message, failure.IsTransient));
        }

        _events.Writer.TryComplete();
    }

    /// <summary>What passes is followed by another connection.</summary>
    private void Count(SpeechException failure)
    {
        if (failure.IsTransient)
        {
            _usage.CountReconnect();
        }
        else
        {
            _usage.CountFailure(failure.Failure);
        }
    }

    private void Take(ReadOnlyMemory<byte> body)
    {
        if (RealtimeMessage.Parse(body) is not { } message)
        {
            _usage.CountStray(); // Something that the protocol does not have.
            return;
        }

        if (_asked is { } asked && message.Type.StartsWith("response.", StringComparison.Ordinal))
        {
            Await(asked);
        }

        switch (message.Type)
        {
            case "error":
                TakeError(message.Error);
                break;
            case "response.done" when _refused is { } refused:
                // It was another response that stood in the way.
                _refused = null;
                Await(refused);
                _outgoing.Writer.TryWrite((refused, false));
                break;
            case "response.done":
                Await(null);
                Finish(message);
                break;
            default:
                Tell(message);
                break;
        }
    }

    private void Tell(RealtimeMessage message)
    {
        if (!_translation.TryTranslate(message, out var told))
        {
            _usage.CountStray();
        }
        else if (told is not null)
        {
            if (told is SpeechToSpeechEvent.Audio audio)
            {
                _usage.CountSound(Format.DurationOf(audio.Sound.Length));
            }

            _events.Writer.TryWrite(told);
        }
    }

    private void Finish(RealtimeMessage message)
    {
        var error = message.Error is { Code: not null } or { Type: not null } && message.Status == "failed" ? RealtimeErrors.Explain(_vendor, message.Error) : null;
        if (message.Tokens is { } tokens)
        {
            _usage.CountTokens(tokens.Input, tokens.Output);
        }

        _events.Writer.TryWrite(RealtimeEvents.End(message, error?.Message));
        if (IsForGood(error))
        {
            Break(error!);
        }
    }

    private void TakeError(RealtimeError error)
    {
        if (error.EventId == RealtimeRequests.Harmless || error.Code == "response_cancel_not_active")
        {
            _usage.CountStray();
            return;
        }

        if (error.Code == "conversation_already_has_active_response")
        {
            _refused = _asked; // To be asked again once that one is over.
            return;
        }

        var explained = RealtimeErrors.Explain(_vendor, error);
        if (IsForGood(explained))
        {
            Break(explained);
        }
        else if (error.EventId is not null && error.EventId == _requests.ResponseEvent && _asked is not null)
        {
            Await(null);
            _events.Writer.TryWrite(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Failed, explained.Message));
        }
        else
        {
            _events.Writer.TryWrite(new SpeechToSpeechEvent.Failed(explained.Message));
        }
    }

    /// <summary>Whether nothing will be had from it any more.</summary>
    private static bool IsForGood(SpeechException? failure) => failure?.Failure is SpeechFailure.Unauthorized or SpeechFailure.QuotaExceeded;
}
