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
    PinlessWebhook webhook, LiveRooms rooms, HoldMusic music, Announcement announcement, MediaClock clock, IOptions<ParleyOptions> options, IIdSource ids, TimeProvider time,
    ILoggerFactory loggers)
{
    private const int TemporaryFailure = 41;   // ITU-T Q.850
    private const int RecoveryOnTimerExpiry = 102;
    private static readonly TimeSpan LastWordsMargin = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<Guid, PinlessCall> _waiting = new();
    private readonly ILogger _logger = loggers.CreateLogger<PinlessCalls>();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Takes a call over. It goes on after this returns, until the caller is in a room or gone.</summary>
    public void Take(IncomingCallOffer offer, DialinConfig config)
    {
        var call = new PinlessCall(ids.NewId(), offer, config);
        _waiting[call.Id] = call;
        _ = HoldAsync(call);
    }

    /// <summary>Whether such a call waits here.</summary>
    public bool IsWaiting(Guid callId) => _waiting.ContainsKey(callId);

    /// <summary>Moves a caller into a room.</summary>
    /// <returns><see langword="null"/> when it is there, or why it is not.</returns>
    public async Task<string?> PlaceAsync(Guid callId, string room, CancellationToken cancellationToken)
    {
        if (await rooms.HoldAsync(room, cancellationToken) is not { } held)
        {
            return DialoutTexts.NoRoom;
        }

        try
        {
            return !_waiting.TryGetValue(callId, out var call) || call.TryPlace(room) is not { } placement ? NoCall : await placement.Result.UntilAsync(cancellationToken);
        }
        finally
        {
            await rooms.ReleaseAsync(held);
        }
    }

    /// <summary>What is said when no such call waits.</summary>
    public const string NoCall = "callId: no such call waits for a room; the caller may have hung up";

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
        finally
        {
            _waiting.TryRemove(call.Id, out _);
            over.Cancel();
            if (call.Placed.IsCompletedSuccessfully)
            {
                (await call.Placed).Complete(NoCall);   // Does nothing when it has been told what came of it.
            }
        }

        if (!isInRoom)
        {
            await call.Offer.RefuseAsync(480);   // Does nothing once it has been answered.
            await call.Offer.Call.Leg.DisposeAsync();
        }
    }

    /// <returns>Whether the caller is in its room.</returns>
    private async Task<bool> HoldToEndAsync(PinlessCall call, CancellationToken over)
    {
        var leg = call.Offer.Call.Leg;
        var trouble = TroubleAsync(call, over);
        var decision = FirstOfAsync(leg.Completion, call.Placed, trouble);
        await Waits.FirstAsync(decision, Task.Delay(options.Value.Dialin.RingFor, time, over));
        if (decision.IsCompleted && (leg.Completion.IsCompleted || call.Placed.IsCompleted))
        {
            return await PlaceAsync(call);
        }

        if (trouble.IsCompletedSuccessfully && call.Config.TimeoutMessage is null && call.TryGiveUp())
        {
            return false;   // There is nothing to answer for.
        }

        if (!await call.Offer.TakeAsync())
        {
            return false;   // The caller gave up, or no sound can be agreed on.
        }

        var hold = await HoldRoom.OpenAsync(leg, clock, time, loggers);
        await using (hold)
        {
            await hold.PlayAsync(music.Samples, repeats: true);
            await decision;
            if (!leg.Completion.IsCompleted && !call.Placed.IsCompleted && call.TryGiveUp())
            {
                await EndAsync(call, await trouble, hold, over);
                return false;
            }
        }

        return await PlaceAsync(call);
    }

    private async Task<bool> PlaceAsync(PinlessCall call)
    {
        var leg = call.Offer.Call.Leg;
        if (leg.Completion.IsCompleted && call.TryGiveUp())
        {
            return false;
        }

        var placement = await call.Placed;
        var refusal = leg.Completion.IsCompleted ? NoCall : await rooms.AdmitAsync(placement.Room, call.Offer, CancellationToken.None);
        placement.Complete(refusal);
        if (refusal is not null && !leg.Completion.IsCompleted)
        {
            Log.NotAdmitted(_logger, call.Id, refusal);
            await call.Offer.RefuseAsync(480);
            await leg.HangUpAsync(TemporaryFailure, refusal);
        }

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

    private async Task EndAsync(PinlessCall call, Trouble trouble, HoldRoom hold, CancellationToken over)
    {
        var leg = call.Offer.Call.Leg;
        await hold.StopAsync();
        if (call.Config.TimeoutMessage is { Length: > 0 } text && await announcement.SpeakAsync(text, over) is { Length: > 0 } words)
        {
            await hold.PlayAsync(words, repeats: false);
            var length = TimeSpan.FromSeconds((double)words.Length / HoldMusic.SampleRate) + LastWordsMargin;
            await Waits.FirstAsync(leg.Completion, Task.Delay(length, time, over));
        }

        await leg.HangUpAsync(trouble.Cause, trouble.Text, CancellationToken.None);
    }

    private static async Task FirstOfAsync(Task one, Task two, Task three) => await Waits.FirstAsync(Waits.FirstAsync(one, two), three);

    private sealed record Trouble(int Cause, string Text);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Waiting call {CallId} broke")]
        public static partial void Broke(ILogger logger, Guid callId, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The dial-in webhook did not take call {CallId}: {Error}")]
        public static partial void WebhookFailed(ILogger logger, Guid callId, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No pinlessCallUpdate came for call {CallId} within {Seconds} s")]
        public static partial void NoRoom(ILogger logger, Guid callId, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} was not let into its room: {Refusal}")]
        public static partial void NotAdmitted(ILogger logger, Guid callId, string refusal);
    }
}
