using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Rtp;
using Parley.Sip.Messages;
using Parley.Telephony.Capture;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Signalling;
using Parley.Telephony.Transfers;

namespace Parley.Telephony;

/// <summary>
/// One phone call: its signalling, its sound and its outcome. The sound is an audio port, ticked by a room; it is silent until the call is answered and
/// after its end, so a room may hold it for longer than the call. Everything else may be called from any thread.
/// </summary>
public sealed partial class CallLeg : ICallLeg
{
    private readonly Channel<LegEvent> _events = Channel.CreateUnbounded<LegEvent>();
    private readonly TaskCompletionSource<CallOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<HangUpWish> _hangUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly ILogger _logger;
    private readonly List<Task> _attended = [];
    private Task _owner = Task.CompletedTask;

    internal CallLeg(string id, CallDirection direction, LegMedia media, TimeProvider time, ILogger logger)
    {
        (Id, Direction, Media, Time, _logger) = (id, direction, media, time, logger);
        Facts = new(id);
    }

    /// <summary>The leg's id: the session id of its events.</summary>
    public string Id { get; }

    /// <summary>Which way the call was placed.</summary>
    public CallDirection Direction { get; }

    /// <summary>The number or SIP address of the caller.</summary>
    public string From { get; internal init; } = "";

    /// <summary>The number or SIP address of the callee.</summary>
    public string To { get; internal init; } = "";

    /// <summary>What to call the far end.</summary>
    public string DisplayName { get; internal init; } = "";

    /// <summary>The trunk that carries it, when one does.</summary>
    public string? Trunk { get; internal init; }

    /// <summary>Call-ID of the (last) INVITE; <see langword="null"/> before it is sent.</summary>
    public string? SipCallId => Facts.SipCallId;

    /// <summary>How far the call got.</summary>
    public CallStage Stage => Facts.StageWith(Media.Statistics);

    /// <summary>Whether the far end has put us on hold.</summary>
    public bool IsHeld { get; internal set; }

    /// <summary>What happens, in order; completes behind <see cref="LegEnded"/>. One reader.</summary>
    public ChannelReader<LegEvent> Events => _events.Reader;

    /// <summary>The outcome, once the call is over. Never faults.</summary>
    public Task<CallOutcome> Completion => _completion.Task;

    /// <summary>Counters of the sound; <see langword="null"/> before the answer.</summary>
    public RtpStatistics? Statistics => Media.Statistics;

    /// <inheritdoc/>
    public long? FirstPacketAfter(long timestamp) => Media.Session?.FirstPacketAfter(timestamp);

    /// <inheritdoc/>
    public int SampleRate => LegMedia.SampleRate;

    internal LegMedia Media { get; }

    internal LegFacts Facts { get; }

    /// <summary>What takes the call down; <see langword="null"/> when nothing does.</summary>
    internal CallCapture? Capture { get; set; }

    /// <summary>What goes on in the call once it is answered.</summary>
    internal Conversation? Talk { get; set; }

    /// <summary>How a number is reached the way this call goes; <see langword="null"/> without a trunk.</summary>
    internal Func<PhoneNumber, SipUri>? AddressOf { get; init; }

    internal TimeProvider Time { get; }

    /// <summary>Completes when somebody wants the call to end.</summary>
    internal Task<HangUpWish> HangUpWanted => _hangUp.Task;

    /// <summary>Fires when the call is over.</summary>
    internal CancellationToken Over => _over.Token;

    /// <inheritdoc/>
    public bool Read(Span<short> samples) => Media.Read(samples);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> samples) => Media.Write(samples);

    /// <summary>
    /// Takes 20 ms of what the far end sends before it answers: the network's ringback, its announcements. Nothing of that is heard by
    /// <see cref="Read"/>. One thread at a time, at the room's pace.
    /// </summary>
    /// <param name="samples">Always filled whole (silence is zeros).</param>
    /// <returns><see langword="false"/> when nothing came; always before early media is announced, and after the answer.</returns>
    public bool ReadEarly(Span<short> samples) => Media.ReadEarly(samples);

    /// <summary>Ends the call: CANCEL while it rings, BYE once answered. May be called at any time and more than once.</summary>
    /// <param name="reason">Goes into the Reason header; normal clearing without words when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up goes on.</param>
    /// <returns>The outcome, once the call is over.</returns>
    public Task<CallOutcome> HangUpAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        _hangUp.TrySetResult(new(SipReason.Q850(Q850.NormalClearing, reason)));
        return Completion.UntilAsync(cancellationToken);
    }

    /// <summary>Ends the call for another reason than that it is over.</summary>
    /// <param name="cause">The Q.850 cause, for the Reason header.</param>
    /// <param name="reason">Words for it.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up goes on.</param>
    /// <returns>The outcome, once the call is over.</returns>
    public Task<CallOutcome> HangUpAsync(int cause, string reason, CancellationToken cancellationToken = default)
    {
        _hangUp.TrySetResult(new(SipReason.Q850(cause, reason)));
        return Completion.UntilAsync(cancellationToken);
    }

    /// <summary>How keys are sent when a request does not say so; also how they come.</summary>
    public DigitsMethod DigitsMethod
    {
        get => Media.KeysCome;
        internal init => Media.KeysCome = value;
    }

    /// <summary>Sends keys by <see cref="DigitsMethod"/>, or what the far end takes. Calls of one method are queued.</summary>
    /// <param name="tones">0-9, *, #, A-D; at least one.</param>
    /// <param name="duration">How long each is held, 50 to 2,000 ms; 500 ms when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; what is queued is still sent.</param>
    /// <exception cref="ArgumentException">Another character, none at all, or a duration out of range.</exception>
    public Task<DigitsResult> SendDigitsAsync(string tones, TimeSpan? duration = null, CancellationToken cancellationToken = default) =>
        SendDigitsAsync(tones, duration, DigitsMethod.Auto, cancellationToken);

    /// <summary>
    /// Sends keys: as telephone-events (RFC 4733, sound to the far end pauses meanwhile), as SIP INFO, or as tones in the sound, in whose place they are heard.
    /// Calls of one method are queued.
    /// </summary>
    /// <param name="tones">0-9, *, #, A-D; at least one.</param>
    /// <param name="duration">How long each is held, 50 to 2,000 ms; 500 ms when <see langword="null"/>.</param>
    /// <param name="method">How they travel; <see cref="DigitsMethod"/>, or what the far end takes when that says nothing, for <see cref="DigitsMethod.Auto"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; what is queued is still sent.</param>
    /// <exception cref="ArgumentException">Another character, none at all, or a duration out of range.</exception>
    public async Task<DigitsResult> SendDigitsAsync(string tones, TimeSpan? duration, DigitsMethod method, CancellationToken cancellationToken)
    {
        Tones.ThrowIfInvalid(tones, duration);
        if (Media.Session is not { } session || Completion.IsCompleted)
        {
            return DigitsResult.NotTalking;
        }

        var held = duration ?? Tones.DefaultDuration;
        var takesEvents = session.Audio.TelephoneEventPayloadType is not null;
        switch (method is DigitsMethod.Auto ? DigitsMethod : method)
        {
            case DigitsMethod.TelephoneEvent when !takesEvents:
                return DigitsResult.NotSupported;
            case DigitsMethod.TelephoneEvent or DigitsMethod.Auto when takesEvents:
                return await session.SendDigitsAsync(tones, held).UntilAsync(cancellationToken) ? DigitsResult.Sent : DigitsResult.NotTalking;
            case DigitsMethod.SipInfo:
                return await SendInfoDigitsAsync(tones, held, cancellationToken);
            case DigitsMethod.Auto when Talk is { TakesInfo: true } && await SendInfoDigitsAsync(tones, held, cancellationToken) is not DigitsResult.NotSupported and var result:
                return result;
            default:
                return await Media.InBand.SendAsync(tones, held).UntilAsync(cancellationToken) ? DigitsResult.Sent : DigitsResult.NotTalking;
        }
    }

    /// <summary>Sends keys as SIP INFO requests, one after the other, each acknowledged.</summary>
    /// <param name="tones">0-9, *, #, A-D; at least one.</param>
    /// <param name="duration">How long each is held, 50 to 2,000 ms; 500 ms when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops between two keys.</param>
    /// <exception cref="ArgumentException">Another character, none at all, or a duration out of range.</exception>
    public Task<DigitsResult> SendInfoDigitsAsync(string tones, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        Tones.ThrowIfInvalid(tones, duration);
        return Talk is { } talk && !Completion.IsCompleted
            ? talk.SendInfoDigitsAsync(tones, duration ?? Tones.DefaultDuration, cancellationToken)
            : Task.FromResult(DigitsResult.NotTalking);
    }

    /// <summary>Puts the far end on hold, so that it hears us and is not heard, or takes it back.</summary>
    /// <param name="hold">Whether to hold.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the far end agreed; <see langword="false"/> also when the call is not answered, or over.</returns>
    public Task<bool> HoldAsync(bool hold = true, CancellationToken cancellationToken = default) =>
        Talk is { } talk && !Completion.IsCompleted ? talk.HoldAsync(hold, cancellationToken) : Task.FromResult(false);

    /// <summary>
    /// Sends the far end to somebody else by REFER, and hangs up when it is there. When it does not get there the call goes on as it was.
    /// </summary>
    /// <param name="request">Where to.</param>
    /// <param name="cancellationToken">Gives up waiting; a REFER that was sent is not taken back.</param>
    /// <returns>What became of it. It is also in the outcome of the call.</returns>
    public async Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Talk is { } talk
            ? await talk.Transfers.TransferAsync(request, cancellationToken)
            : new(request.Other is null ? TransferKind.Blind : TransferKind.Attended, request.PhoneNumber ?? request.SipUri ?? "", TransferEnding.NotPossible)
            {
                Error = "the call is not answered",
            };
    }

    /// <summary>Hangs up if need be and waits until the call is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        await _owner;
    }

    /// <summary>Ends the call, which is of no use any more; whoever hangs up first says what it amounts to.</summary>
    internal void Drop(SipReason reason, Verdict verdict) => _hangUp.TrySetResult(new(reason, verdict));

    internal void Publish(LegEvent happened) => _events.Writer.TryWrite(happened);

    internal void Warn(string text) => Publish(new LegWarning(Time.GetUtcNow(), text));

    /// <summary>Starts the leg's owner, the one task that its signalling runs on.</summary>
    /// <param name="conduct">The call from beginning to end.</param>
    /// <param name="places">What the call occupies, given back at its end.</param>
    internal void Begin(Func<Task<Verdict>> conduct, params IDisposable?[] places) => _owner = OwnAsync(conduct, places);

    /// <summary>Owner only: gives the owner another task to await before the end; it must stop by itself when <see cref="Over"/> fires.</summary>
    internal void Attend(Task task) => _attended.Add(task);

    private async Task OwnAsync(Func<Task<Verdict>> conduct, IDisposable?[] places)
    {
        using var activity = TelephonyDiagnostics.StartCall(this);
        var verdict = await ConductAsync(conduct);
        Media.Dispose();
        Array.ForEach(places, place => place?.Dispose());
        await FinishAttendedAsync();
        var outcome = Facts.Conclude(verdict, Media.Statistics, Time.GetUtcNow());
        TelephonyDiagnostics.EndCall(activity, this, outcome);
        Capture?.End(outcome);
        Log.Ended(_logger, Id, outcome.Stage, outcome.Ending, outcome.HungUpBy, outcome.SipStatus, outcome.Cause);
        Publish(new LegEnded(outcome.EndedAt, outcome));
        _events.Writer.TryComplete();
        _completion.TrySetResult(outcome);
    }

    // Whatever breaks, the leg ends with its one last event and gives everything back.
    private async Task<Verdict> ConductAsync(Func<Task<Verdict>> conduct)
    {
        try
        {
            return await conduct();
        }
        catch (Exception error)
        {
            Log.Broke(_logger, Id, error);
            return new(CallEnding.Failed, CallParty.Us) { Error = error.Message };
        }
    }

    private async Task FinishAttendedAsync()
    {
        try
        {
            _over.Cancel();
            foreach (var task in _attended)
            {
                await task;
            }
        }
        catch (Exception error)
        {
            Log.Broke(_logger, Id, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Call {LegId} ended: {Stage}, {Ending} by {HungUpBy}, SIP {Status}, cause {Cause}.")]
        public static partial void Ended(
            ILogger logger, string legId, CallStage stage, CallEnding ending, CallParty hungUpBy, int? status, int? cause);

        [LoggerMessage(2, LogLevel.Error, "Call {LegId} broke.")]
        public static partial void Broke(ILogger logger, string legId, Exception error);
    }
}
