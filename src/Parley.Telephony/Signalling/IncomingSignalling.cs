using System.Threading.Channels;
using Parley.Rtp.Sdp;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>An incoming call from its INVITE to its last event. Runs on the leg's owner task.</summary>
internal sealed class IncomingSignalling(CallLeg leg, IncomingCall call, CallEnvironment environment)
{
    private readonly Channel<IncomingWish> _wishes = Channel.CreateUnbounded<IncomingWish>();
    private readonly TaskCompletionSource<bool> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CallFeed _feed = new(leg, call);

    private MediaNegotiation _media = null!;
    private Conversation? _conversation;
    private Verdict? _mediaFailure;
    private bool _decided;
    private bool _refused;
    private bool _offeredEarly;
    private bool _agreedEarly;

    /// <summary>Completes with whether the call was answered with common media.</summary>
    public Task<bool> Answered => _answered.Task;

    /// <summary>What the call may speak: as the trunk of the called number says.</summary>
    public AudioCapabilities Capabilities { get; init; } = AudioCapabilities.Default;

    public void Want(IncomingWish wish) => _wishes.Writer.TryWrite(wish);

    public async Task<Verdict> RunAsync()
    {
        try
        {
            leg.Facts.Dialled(call.CallId, environment.Time.GetUtcNow());
            _media = new(leg.Media, environment.AnnouncedTo(call.Remote), Capabilities, environment.Random.Fork());
            return await FollowAsync();
        }
        catch
        {
            _feed.Abandon();
            throw;
        }
        finally
        {
            _answered.TrySetResult(false);
        }
    }

    private async Task<Verdict> FollowAsync()
    {
        Task? wished = null;
        while (await _feed.WaitAsync(_decided ? null : wished ??= WishedAsync()))
        {
            while (!_decided && !_feed.IsHangingUp && _wishes.Reader.TryRead(out var wish))
            {
                await FulfilAsync(wish);
            }

            wished = wished is { IsCompleted: true } ? null : wished;
            while (_feed.TryRead(out var happened))
            {
                if (await HandleAsync(happened) is { } verdict)
                {
                    return verdict;
                }
            }
        }

        return CallFeed.Stopped;
    }

    private async Task WishedAsync() => await _wishes.Reader.WaitToReadAsync(CancellationToken.None);

    // The caller may have given up in this very moment; then there is nobody to ring or answer, and the last event is on its way.
    private async Task FulfilAsync(IncomingWish wish)
    {
        try
        {
            switch (wish)
            {
                case IncomingWish.Ring:
                    leg.Facts.Ringing(isCertain: true);
                    await RingAsync();
                    break;
                case IncomingWish.Answer:
                    _decided = true;
                    await AnswerAsync();
                    break;
                case IncomingWish.Reject reject:
                    _decided = _refused = true;
                    var reason = reject.Reason is { } text ? new SipReason("SIP", reject.Status, text) : null;
                    await call.RejectAsync(reject.Status, reason, reject.Status == 503 ? InboundCalls.RetrySoon : null, cancellationToken: CancellationToken.None);
                    break;
            }
        }
        catch (SipException)
        {
        }
    }

    // A reliable response to an INVITE without an offer carries ours, and the PRACK the answer (RFC 3262, section 5).
    private async Task RingAsync()
    {
        _offeredEarly = call.IsReliable && call.Invite.Body.IsEmpty;
        await call.ProgressAsync(180, _offeredEarly ? _media.Offer() : default(ReadOnlyMemory<byte>), cancellationToken: CancellationToken.None);
    }

    private async Task AnswerAsync()
    {
        if (_offeredEarly)
        {
            await call.AnswerAsync(default, cancellationToken: CancellationToken.None);
            if (_agreedEarly)
            {
                BeginAgreed(_media.Settle());
            }

            return;
        }

        if (call.Invite.Body.IsEmpty)
        {
            await call.AnswerAsync(_media.Offer(), cancellationToken: CancellationToken.None);
            return;
        }

        if (_media.Answer(call.Invite.Body.Span, out var answer) is { } error)
        {
            _mediaFailure = new(CallEnding.Incompatible, CallParty.Us) { SipStatus = 488, SipReason = SipStatus.ReasonPhrase(488), Error = error };
            await call.RejectAsync(488, headers: [WarningOf(error)], cancellationToken: CancellationToken.None);
            return;
        }

        await call.AnswerAsync(answer, cancellationToken: CancellationToken.None);
        if (!(call.Events.TryPeek(out var next) && next is CallFailed))
        {
            Begin();
        }
    }

    /// <summary>Tells the far end's people what was wrong (RFC 3261, section 20.43).</summary>
    private static SipHeader WarningOf(string error) => new("Warning", $"399 parley \"{string.Concat(error.Select(c => char.IsControl(c) || c is '"' or '\\' ? '\'' : c))}\"");

    private async ValueTask<Verdict?> HandleAsync(SipCallEvent happened)
    {
        switch (happened)
        {
            case EarlyAnswerReceived answer:
                AcceptEarly(answer.Body);
                return null;
            case CallConfirmed when _offeredEarly && _conversation is null:
                return null;
            case CallConfirmed confirmed when _conversation is null:
                AcceptDelayed(confirmed);
                return null;
            case OfferReceived offer when _conversation is null:
                await ChangeEarlyAsync(offer);
                return null;
            case CallEnded ended:
                return _mediaFailure ?? _feed.Conclude(ended);
            case CallFailed failed:
                return _mediaFailure ?? Verdicts.OfUnanswered(failed.Failure, _refused || _feed.IsHangingUp);
            default:
                await (_conversation?.HandleAsync(happened) ?? Task.CompletedTask);
                return null;
        }
    }

    // Our 18x carried the offer, so their PRACK carries the answer.
    private void AcceptEarly(ReadOnlyMemory<byte> answer)
    {
        var error = _media.AcceptEarly(answer.Span);
        _agreedEarly = true;
        if (_decided && !_refused)
        {
            BeginAgreed(error ?? _media.Settle());
        }
    }

    // Before the answer only what was offered and answered before can be changed (RFC 3311, section 5.2).
    private async Task ChangeEarlyAsync(OfferReceived offer)
    {
        try
        {
            if (_agreedEarly && _media.AnswerEarly(offer.Body.Span, out var answer) is null)
            {
                await call.AnswerOfferAsync(answer, cancellationToken: CancellationToken.None);
            }
            else
            {
                await call.RejectOfferAsync(_agreedEarly ? 488 : 500, cancellationToken: CancellationToken.None);
            }
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile; the last event is on its way.
        }
    }

    // Our 2xx carried the offer, so their ACK carries the answer.
    private void AcceptDelayed(CallConfirmed confirmed) => BeginAgreed(_feed.IsHangingUp ? null : _media.Accept(confirmed.Body.Span));

    private void BeginAgreed(string? error)
    {
        if (_feed.IsHangingUp)
        {
            return;
        }

        if (error is not null)
        {
            leg.Facts.Answered(environment.Time.GetUtcNow());
            _mediaFailure = Verdicts.OfMediaFailure(error);
            _feed.HangUp(SipReason.Q850(Q850.IncompatibleDestination, "no common media"));
            return;
        }

        Begin();
    }

    private void Begin()
    {
        _conversation = new(leg, _feed, _media, environment.Options);
        _conversation.Begin();
        _answered.TrySetResult(true);
    }
}
