using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Parley.Audio.Resampling;
using Parley.Rtp;
using Parley.Sip.Messages;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Signalling;
using Parley.Telephony.Sockets.Dialects;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Sockets;

/// <summary>
/// A call that a provider brings over a WebSocket: it is up when it comes, and answered when somebody wants to speak with it. To its room it is a leg like any other. What a
/// socket cannot do (hold, transfer) is refused.
/// </summary>
public sealed class SocketLeg : ICallLeg, IIncomingCall
{
    private const int MostMalformed = 20;
    private const int MessagesAtOnce = 2000;
    private const int MessagesPerSecond = 500;
    private const int BytesAtOnce = 4_000_000;
    private const int BytesPerSecond = 1_000_000;   // Ten times what linear sound of 48,000 Hz takes.

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    private readonly SocketPeer _peer;
    private readonly SocketDialect _dialect;
    private readonly SocketStart _call;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Channel<LegEvent> _events = Channel.CreateUnbounded<LegEvent>();
    private readonly TaskCompletionSource<CallOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<HangUp> _hangUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LegFacts _facts;
    private readonly SocketPlayout _playout;
    private readonly SocketMouth _mouth;
    private readonly InBandKeys _keys;
    private readonly short[] _tones;
    private Resampler? _resampler;
    private long _received;
    private long _messages;
    private long _bytes;
    private int _malformed;
    private int _decided;
    private volatile bool _isOpen;
    private Task _owner = Task.CompletedTask;

    /// <summary>Takes a socket whose call is known.</summary>
    /// <param name="id">The leg's id.</param>
    /// <param name="peer">The socket; the leg's from now on.</param>
    /// <param name="dialect">What is spoken on it.</param>
    /// <param name="call">The call.</param>
    /// <param name="time">The clock.</param>
    public SocketLeg(string id, SocketPeer peer, SocketDialect dialect, SocketStart call, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(time);
        (Id, _peer, _dialect, _call, _time) = (id, peer, dialect, call, time);
        SampleRate = call.Format.SampleRate;
        (_facts, _playout, _keys, _tones) = (new(id), new(SampleRate), new(SampleRate), new short[SampleRate / 50]);
        _mouth = new(peer, dialect, call);
        _began = time.GetTimestamp();
        _facts.Dialled(call.CallId, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public CallDirection Direction => CallDirection.Incoming;

    /// <inheritdoc/>
    public string From => _call.From;

    /// <inheritdoc/>
    public string To => _call.To;

    /// <inheritdoc/>
    public string DisplayName => _call.From.Length > 0 ? _call.From : _dialect.Name;

    /// <inheritdoc/>
    public string? Trunk => _dialect.Name;

    /// <inheritdoc/>
    public string? SipCallId => _call.CallId.Length > 0 ? _call.CallId : null;

    /// <inheritdoc/>
    public CallStage Stage => _facts.StageWith(Statistics);

    /// <inheritdoc/>
    public ChannelReader<LegEvent> Events => _events.Reader;

    /// <inheritdoc/>
    public Task<CallOutcome> Completion => _completion.Task;

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <summary>Ends the call at the provider, where closing the socket does not; <see langword="null"/> when there is no such way.</summary>
    public Func<Task>? EndAtProvider { get; init; }

    /// <inheritdoc/>
    public RtpStatistics? Statistics => !_facts.IsAnswered ? null : new()
    {
        Encoding = _call.Format.Name,
        EncodingClockRate = SampleRate,
        PacketTime = TimeSpan.FromMilliseconds(20),
        PacketsReceived = _received,
        PacketsSent = _mouth.Sent,
        SendFailures = _mouth.Dropped,
        TicksPlayed = _playout.TicksPlayed,
        TicksMissed = _playout.TicksMissed,
        TicksConcealed = _playout.TicksMissed,
        Gaps = _playout.Gaps,
        MeanBufferDelay = TimeSpan.FromMilliseconds(_playout.TicksPlayed == 0 ? 0 : 20.0 * _playout.StoredTicks / _playout.TicksPlayed),
    };

    /// <inheritdoc/>
    ICallLeg IIncomingCall.Leg => this;

    /// <inheritdoc/>
    OwnedNumber? IIncomingCall.Number => null;

    /// <inheritdoc/>
    CallerDetails IIncomingCall.Caller { get; } = new();

    /// <inheritdoc/>
    IReadOnlyList<SipHeader> IIncomingCall.Headers => [];

    /// <summary>Begins to read.</summary>
    public void Start() => _owner = RunAsync();

    /// <inheritdoc/>
    public bool Read(Span<short> samples)
    {
        if (_isOpen)
        {
            return _playout.Read(samples);
        }

        samples.Clear();
        return false;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> samples)
    {
        if (_isOpen)
        {
            _mouth.Say(_keys.TrySound(_tones) ? _tones : samples);
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        if (_isOpen)
        {
            _mouth.Clear();
        }
    }

    /// <inheritdoc/>
    public void Tell(JsonElement message)
    {
        if (_isOpen)
        {
            _mouth.Tell(_dialect.WriteText(message));
        }
    }

    /// <inheritdoc/>
    void IIncomingCall.Ring()
    {
    }

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _decided, 1) == 0 && !_hangUp.Task.IsCompleted && !Completion.IsCompleted)
        {
            var now = _time.GetUtcNow();
            _facts.Answered(now);
            _isOpen = true;
            _events.Writer.TryWrite(new LegAnswered(now, _call.Format.Name));
        }

        return Task.FromResult(_isOpen);
    }

    /// <inheritdoc/>
    public async Task RejectAsync(int status, string? reason = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _decided, 1) == 0)
        {
            _hangUp.TrySetResult(new(
                status is 486 or 503 ? (WebSocketCloseStatus)1013 : WebSocketCloseStatus.InternalServerError,
                reason ?? (status == 486 ? "the agent is at capacity" : $"the call was not taken ({status})"),
                new(CallEnding.Cancelled, CallParty.Us)));
        }

        await Completion.UntilAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CallOutcome> HangUpAsync(string? reason = null, CancellationToken cancellationToken = default) => HangUpAsync(Q850.NormalClearing, reason ?? "the call is over", cancellationToken);

    /// <inheritdoc/>
    public Task<CallOutcome> HangUpAsync(int cause, string reason, CancellationToken cancellationToken = default)
    {
        _hangUp.TrySetResult(new(WebSocketCloseStatus.NormalClosure, reason, new(_facts.IsAnswered ? CallEnding.Completed : CallEnding.Cancelled, CallParty.Us) { Cause = cause }));
        return Completion.UntilAsync(cancellationToken);
    }

    /// <summary>Sends keys as tones in the sound: no provider takes them otherwise.</summary>
    /// <inheritdoc/>
    public async Task<DigitsResult> SendDigitsAsync(string tones, TimeSpan? duration, DigitsMethod method, CancellationToken cancellationToken)
    {
        Tones.ThrowIfInvalid(tones, duration);
        return method is DigitsMethod.TelephoneEvent or DigitsMethod.SipInfo ? DigitsResult.NotSupported
            : _isOpen && await _keys.SendAsync(tones, duration ?? Tones.DefaultDuration).UntilAsync(cancellationToken) ? DigitsResult.Sent
            : DigitsResult.NotTalking;
    }

    /// <inheritdoc/>
    public Task<bool> HoldAsync(bool hold = true, CancellationToken cancellationToken = default) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var result = new TransferResult(TransferKind.Blind, request.PhoneNumber ?? request.SipUri ?? "", TransferEnding.NotPossible) { Error = $"a call over {_dialect.Name}'s socket cannot be transferred by SIP" };
        _events.Writer.TryWrite(new LegTransferred(_time.GetUtcNow(), result));
        return Task.FromResult(result);
    }

    /// <summary>Hangs up if need be and waits until the call is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        await _owner;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var (reading, sending) = (ReadAsync(), _mouth.RunAsync());
        await Waiting.FirstAsync(Waiting.FirstAsync(reading, _mouth.Stuck), _hangUp.Task);
        if (!reading.IsCompleted && _mouth.Stuck.IsCompleted)
        {
            _hangUp.TrySetResult(new(WebSocketCloseStatus.PolicyViolation, "the far end reads nothing", new(CallEnding.Dropped, CallParty.Network) { Error = "the far end of the socket took nothing for ten seconds" }));
        }

        var ending = reading.IsCompleted ? await reading : await _hangUp.Task;
        await EndAsync(ending, reading, sending);
        var outcome = _facts.Conclude(ending.Verdict, Statistics, _time.GetUtcNow());
        _events.Writer.TryWrite(new LegEnded(outcome.EndedAt, outcome));
        _events.Writer.TryComplete();
        _completion.TrySetResult(outcome);
    }

    private async Task EndAsync(HangUp ending, Task reading, Task sending)
    {
        // Who hangs up lets its last words be heard, then ends the call, then the socket.
        using var patience = new CancellationTokenSource(LongestGoodbye, _time);
        await _mouth.EndAsync(sending, !reading.IsCompleted, patience.Token);
        _isOpen = false;
        _keys.Close();
        if (ending.Verdict.HungUpBy is CallParty.Us && EndAtProvider is { } end && _facts.IsAnswered)
        {
            await end();
        }

        if (sending.IsCompleted)
        {
            using var goodbye = new CancellationTokenSource(LongestGoodbye, _time);
            await _peer.FinishAsync(ending.Status, ending.Reason, reading, goodbye.Token);
        }

        _peer.Abort();
        await reading;
        await sending;
        _peer.Dispose();
    }

    private async Task<HangUp> ReadAsync()
    {
        while (true)
        {
            var reading = await _peer.ReadAsync();
            if (reading is not SocketReading.Message)
            {
                return EndOf(reading);
            }

            _messages++;
            _bytes += _peer.Message.Length;
            var seconds = _time.GetElapsedTime(_began).TotalSeconds;
            if (_messages > MessagesAtOnce + (MessagesPerSecond * seconds) || _bytes > BytesAtOnce + (BytesPerSecond * seconds))
            {
                return Broken(WebSocketCloseStatus.PolicyViolation, "too many messages");
            }

            if (Take(_dialect.Read(_peer.Message, _peer.IsText)) is { } end)
            {
                return end;
            }
        }
    }

    private HangUp EndOf(SocketReading reading) => reading switch
    {
        SocketReading.TooLarge => Broken(WebSocketCloseStatus.MessageTooBig, "a message is too large"),
        SocketReading.Closed when _peer.ClosedNormally => Left(),
        SocketReading.Closed => Dropped($"the far end closed the socket: {_peer.CloseReason}"),
        _ => Dropped("the socket broke"),
    };

    private HangUp? Take(SocketMessage message)
    {
        switch (message)
        {
            case SocketSound sound:
                Hear(sound);
                break;
            case SocketMark mark:
                _mouth.Hear(mark.Name);
                break;
            case SocketDigit digit when _isOpen:
                _events.Writer.TryWrite(new LegDigit(_time.GetUtcNow(), digit.Tone, 0));
                break;
            case SocketText text when _isOpen:
                _events.Writer.TryWrite(new LegMessage(_time.GetUtcNow(), text.Json));
                break;
            case SocketStopped:
                return Left();
            case SocketMalformed malformed when ++_malformed >= MostMalformed:
                return Broken(WebSocketCloseStatus.InvalidPayloadData, $"{MostMalformed} messages were not {_dialect.Name}'s, the last: {malformed.Why}");
        }

        return null;
    }

    private void Hear(SocketSound sound)
    {
        _received++;
        if (!_isOpen)
        {
            return;   // Nobody listens yet.
        }

        var samples = _call.Format.Decode(sound.Bytes.Span);
        if (sound.SampleRate != 0 && sound.SampleRate != SampleRate)
        {
            _resampler = _resampler?.FromHz == sound.SampleRate ? _resampler : new(sound.SampleRate, SampleRate);
            var fitted = new short[_resampler.GetOutputLength(samples.Length)];
            samples = fitted[.._resampler.Process(samples, fitted)];
        }

        _playout.Write(samples);
    }

    private HangUp Left() => new(WebSocketCloseStatus.NormalClosure, "the call is over", new(_facts.IsAnswered ? CallEnding.Completed : CallEnding.Abandoned, CallParty.FarEnd) { Cause = Q850.NormalClearing });

    private HangUp Dropped(string error) => new(WebSocketCloseStatus.NormalClosure, "the call is over", new(_facts.IsAnswered ? CallEnding.Dropped : CallEnding.Abandoned, CallParty.Network) { Error = error });

    private static HangUp Broken(WebSocketCloseStatus status, string error) => new(status, error, new(CallEnding.Failed, CallParty.Us) { Error = error });

    private sealed record HangUp(WebSocketCloseStatus Status, string Reason, Verdict Verdict);
}
