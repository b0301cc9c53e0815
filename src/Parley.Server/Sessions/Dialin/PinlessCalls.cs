using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialin;

/// <summary>
/// Calls that are held while a webhook finds them a room (contract 7.1): two rings, then music; <c>pinlessCallUpdate</c> moves the caller into its room at any moment. When
/// the webhook fails, or no room comes in time, the caller is told so and the call ends.
/// </summary>
internal sealed partial class PinlessCalls(
    IDialinWebhook webhook, LiveRooms rooms, HoldMusic music, Announcement announcement, MediaClock clock, IOptions<ParleyOptions> options, IIdSource ids, TimeProvider time,
    ILoggerFactory loggers)
{
    private const int TemporaryFailure = 41;   // ITU-T Q.850
    private const int RecoveryOnTimerExpiry = 102;
    private static readonly TimeSpan LastWordsMargin = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<Guid, PinlessCall> _waiting = new();
    private readonly Lock _gate = new();
    private readonly ILogger _logger = loggers.CreateLogger<PinlessCalls>();
    private TaskCompletionSource? _empty;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many are not done with, those that are being ended included.</summary>
    public int Unfinished { get; private set; }

    /// <summary>Takes a call over. It goes on after this returns, until the caller is in a room or gone.</summary>
    public void Take(IncomingCallOffer offer, DialinConfig config)
    {
        offer.Ring();
        var call = new PinlessCall(ids.NewId(), offer, config);
        _waiting[call.Id] = call;
        lock (_gate)
        {
            Unfinished++;
        }

        _ = HoldAsync(call);
    }

    /// <summary>Completes when the call that waits here ends; <see langword="null"/> when no such call waits.</summary>
    public Task? EndOf(Guid callId) => _waiting.TryGetValue(callId, out var call) ? call.Offer.Call.Leg.Completion : null;

    /// <summary>Moves a caller into a room.</summary>
    /// <returns><see langword="null"/> when it is there, or why it is not; then it waits on.</returns>
    public async Task<string?> PlaceAsync(Guid callId, string room, int endpoint, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(callId, out var call))
        {
            return DialinTexts.NoCall;
        }

        // Held from here on, so that the room that is told is the one that the caller comes into.
        if (await rooms.HoldAsync(room, cancellationToken) is not { } held)
        {
            return DialoutTexts.NoRoom;
        }

        try
        {
            return call.TryPlace(room, endpoint) is { } placement ? await placement.Result.UntilAsync(cancellationToken) : DialinTexts.NoCall;
        }
        finally
        {
            await rooms.ReleaseAsync(held);
        }
    }

    /// <summary>Waits for those whose calls have ended, or will: what they hear is taken down with them.</summary>
    public Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Unfinished == 0 ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.UntilAsync(cancellationToken);
        }
    }

    private async Task HoldAsync(PinlessCall call)
    {
        await Task.Yield();
        using var over = new CancellationTokenSource();
        var isInRoom = false;
        try
        {
            isInRoom = await HoldToEndAsync(call, over.Token);
        }
#pragma warning disable CA1031 // Whatever broke, the caller is not left in the line.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Broke(_logger, call.Id, fault);
        }

        _waiting.TryRemove(call.Id, out _);
        over.Cancel();
        if (!call.TryGiveUp())
        {
            (await call.Next).Complete(DialinTexts.NoCall);   // Does nothing when it has been told what came of it.
        }

        if (!isInRoom)
        {
            await call.Offer.RefuseAsync(480);   // Does nothing once it has been answered.
            await call.Offer.Call.Leg.DisposeAsync();
        }

        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            if (--Unfinished == 0)
            {
                (empty, _empty) = (_empty, null);
            }
        }

        empty?.SetResult();
    }

    /// <returns>Whether the caller is in its room.</returns>
    private async Task<bool> HoldToEndAsync(PinlessCall call, CancellationToken over)
    {
        var leg = call.Offer.Call.Leg;
        var trouble = TroubleAsync(call, over);
        var rung = Task.Delay(options.Value.Dialin.RingFor, time, over);
        while (!rung.IsCompleted && !leg.Completion.IsCompleted)
        {
            await Waits.FirstAsync(trouble.IsCompleted ? Waits.FirstAsync(leg.Completion, call.Next) : DecisionAsync(call, trouble), rung);
            if (call.Next.IsCompleted && await TryPlaceAsync(call))
            {
                return true;
            }

            if (trouble.IsCompletedSuccessfully && MessageOf(call) is null && call.TryGiveUp())
            {
                return false;   // There is nothing to answer for.
            }
        }

        if (!await call.Offer.TakeAsync())
        {
            return false;   // The caller gave up, or no sound can be agreed on.
        }

        while (true)
        {
            await using (var hold = await HoldRoom.OpenAsync(leg, clock, time, loggers))
            {
                await hold.PlayAsync(music.Samples, repeats: true);
                await DecisionAsync(call, trouble);
                if (!call.Next.IsCompleted && call.TryGiveUp())
                {
                    await (leg.Completion.IsCompleted ? Task.CompletedTask : EndAsync(call, await trouble, hold));
                    return false;
                }
            }

            if (await TryPlaceAsync(call))
            {
                return true;
            }
        }
    }

    private static Task DecisionAsync(PinlessCall call, Task trouble) => Waits.FirstAsync(Waits.FirstAsync(call.Offer.Call.Leg.Completion, call.Next), trouble);

    /// <summary>Lets the caller into the room that it was told.</summary>
    private async Task<bool> TryPlaceAsync(PinlessCall call)
    {
        var placement = await call.Next;
        var refusal = call.Offer.Call.Leg.Completion.IsCompleted ? DialinTexts.NoCall : await rooms.AdmitAsync(placement.Room, call.Offer, placement.Endpoint, CancellationToken.None);
        if (refusal is not null)
        {
            Log.NotAdmitted(_logger, call.Id, refusal);
            call.WaitOn();
        }

        placement.Complete(refusal);
        return refusal is null;
    }

    /// <summary>Completes with what is wrong: the webhook did not take the call, or no room came in time.</summary>
    private async Task<Trouble> TroubleAsync(PinlessCall call, CancellationToken over)
    {
        var patience = call.Config.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Value.Dialin.Timeout;
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, over);
        var began = time.GetTimestamp();
        try
        {
            if (await webhook.TellAsync(call, either.Token) is { } error)
            {
                Log.WebhookFailed(_logger, call.Id, error);
                return new(TemporaryFailure, "the webhook failed");
            }
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            // It has not even answered.
        }

        var left = patience - time.GetElapsedTime(began);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, over);
        Log.NoRoom(_logger, call.Id, patience.TotalSeconds);
        return new(RecoveryOnTimerExpiry, "no room was found in time");
    }

    // The music plays until the words are there.
    private async Task EndAsync(PinlessCall call, Trouble trouble, HoldRoom hold)
    {
        var leg = call.Offer.Call.Leg;
        if (MessageOf(call) is { } text && await announcement.SpeakAsync(text, leg.Completion) is { Length: > 0 } words)
        {
            await hold.PlayAsync(words, repeats: false);
            using var said = new CancellationTokenSource();
            var length = TimeSpan.FromSeconds((double)words.Length / HoldMusic.SampleRate) + LastWordsMargin;
            await Waits.FirstAsync(leg.Completion, Task.Delay(length, time, said.Token));
            said.Cancel();
        }

        await leg.HangUpAsync(trouble.Cause, trouble.Text, CancellationToken.None);
    }

    private string? MessageOf(PinlessCall call) => (call.Config.TimeoutMessage ?? options.Value.Dialin.Message) is { Length: > 0 } text ? text : null;

    private sealed record Trouble(int Cause, string Text);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Waiting call {CallId} broke")]
        public static partial void Broke(ILogger logger, Guid callId, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The dial-in webhook did not take call {CallId}: {Error}")]
        public static partial void WebhookFailed(ILogger logger, Guid callId, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No pinlessCallUpdate came for call {CallId} within {Seconds} s")]
        public static partial void NoRoom(ILogger logger, Guid callId, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} was not let into its room, and waits on: {Refusal}")]
        public static partial void NotAdmitted(ILogger logger, Guid callId, string refusal);
    }
}
