using System.Threading.Channels;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Media;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Signalling;

/// <summary>What is the same in every answered call: keys, hold and resume, until the end.</summary>
internal sealed class Conversation(CallLeg leg, CallFeed feed, MediaNegotiation media, TelephonyOptions options)
{
    // Offers and answers are one at a time, whoever makes them.
    private readonly Lock _negotiating = new();
    private volatile bool _weHold;

    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExtensionDigit = TimeSpan.FromMilliseconds(200);

    /// <summary>The SIP call: another one once somebody has taken the far end's place.</summary>
    public SipCall Call => feed.Call;

    /// <summary>Transfers, ours and theirs.</summary>
    public LegTransfers Transfers { get; } = new(leg, feed, options.IncomingRefer);

    private MediaDirection Wanted => _weHold ? MediaDirection.SendOnly : MediaDirection.SendReceive;

    private readonly KeyReports _keys = new();

    /// <summary>Whether the far end may be sent keys as INFO.</summary>
    public bool TakesInfo => feed.Call.TakesInfo;

    /// <summary>Tells that the call is answered, and starts what goes on beside it.</summary>
    public void Begin(IReadOnlyList<SipHeader>? headers = null)
    {
        var now = leg.Time.GetUtcNow();
        leg.Facts.Answered(now);
        leg.Talk = this;
        feed.Replacement = ReplaceAsync;
        leg.Publish(new LegAnswered(now, media.Current!.Encoding) { Headers = headers ?? [] });
        TellHold(media.IsHeld);
        if (leg.Media.Digits is { } digits)
        {
            leg.Attend(ReportDigitsAsync(digits, DigitsMethod.TelephoneEvent));
            leg.Attend(ReportDigitsAsync(leg.Media.InBand.Heard, DigitsMethod.InBand));
        }

        if (options.MediaTimeout > TimeSpan.Zero && leg.Media.Session is { } session)
        {
            leg.Attend(MediaWatch.RunAsync(leg, session, options.MediaTimeout));
        }
    }

    /// <summary>Takes what happens in an answered call, but for its end.</summary>
    public async Task HandleAsync(SipCallEvent happened)
    {
        switch (happened)
        {
            case OfferReceived offer:
                await RenegotiateAsync(offer);
                break;
            case CallConfirmed { Body.IsEmpty: false } confirmed:
                Confirm(confirmed.Body);
                break;
            case AnswerChanged changed:
                Confirm(changed.Body);
                break;
            case InfoReceived info when InfoDigits.TryRead(info.Body.Span, info.ContentType, out var key):
                Report(new(key, 0), DigitsMethod.SipInfo);
                break;
            case ReferReceived asked:
                await Transfers.TakeAsync(asked);
                break;
            case ReferProgress progress:
                Transfers.Take(progress);
                break;
        }
    }

    /// <summary>Hands over a call that is to take the far end's place. May be called from any thread.</summary>
    public bool TryReplace(IncomingCall taking) => feed.TryReplace(taking);

    /// <summary>Offers the far end to be held, or taken back.</summary>
    /// <returns>Whether it agreed.</returns>
    public async Task<bool> HoldAsync(bool hold, CancellationToken cancellationToken)
    {
        var before = _weHold;
        _weHold = hold;
        try
        {
            var offer = Negotiate(() => media.Offer(Wanted));
            var response = await feed.Call.ReinviteAsync(offer, cancellationToken: cancellationToken);
            if (response.IsSuccess && Negotiate(() => media.Accept(response.Body.Span)) is null)
            {
                return true;
            }
        }
        catch (SipException)
        {
            // The call has ended meanwhile.
        }

        // What stood before stands again, in our own description too.
        _weHold = before;
        Negotiate(() => media.Offer(Wanted));
        return false;
    }

    /// <summary>Sends keys as INFO, in the form that the far end takes.</summary>
    public async Task<DigitsResult> SendInfoDigitsAsync(string tones, TimeSpan duration, CancellationToken cancellationToken)
    {
        var type = InfoDigits.Relay;
        try
        {
            for (var i = 0; i < tones.Length; i++)
            {
                var response = await feed.Call.SendAsync(SipMethods.Info, InfoDigits.Write(tones[i], duration, type), type, cancellationToken: cancellationToken);
                if (response.Status == 415 && type == InfoDigits.Relay && i == 0)
                {
                    type = InfoDigits.Plain;
                    i--;
                    continue;
                }

                if (!response.IsSuccess)
                {
                    return response.Status is 481 or 408 or 487 ? DigitsResult.NotTalking : DigitsResult.NotSupported;
                }

                await Task.Delay(duration, leg.Time, cancellationToken);
            }

            return DigitsResult.Sent;
        }
        catch (SipException)
        {
            return DigitsResult.NotTalking;
        }
    }

    /// <summary>Sends the extension when its time has come.</summary>
    public void DialExtension(string keys, TimeSpan wait) => leg.Attend(DialExtensionAsync(keys, wait));

    // A re-INVITE or UPDATE: hold, resume, another address or codec. What cannot be agreed on is refused, and all stays as it was.
    private async Task RenegotiateAsync(OfferReceived offer)
    {
        try
        {
            if (!feed.IsHangingUp)
            {
                await AnswerAsync(offer.Body);
            }
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile; the last event is on its way.
        }
    }

    // The answer to an offer that our 2xx carried, or one that came with a refresh of the session.
    private void Confirm(ReadOnlyMemory<byte> body)
    {
        if (Negotiate(() => media.Accept(body.Span)) is { } error)
        {
            leg.Warn($"a change of the call's media was not understood: {error}");
        }

        TellHold(media.IsHeld);
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> offer)
    {
        if (offer.IsEmpty)
        {
            await feed.Call.AnswerOfferAsync(Negotiate(() => media.Offer(Wanted)), cancellationToken: CancellationToken.None);
            return;
        }

        var (error, answer) = Negotiate(() => (media.Answer(offer.Span, out var made, Wanted), made));
        if (error is not null)
        {
            leg.Warn($"a change of the call's media was refused: {error}");
            await feed.Call.RejectOfferAsync(cancellationToken: CancellationToken.None);
        }
        else
        {
            await feed.Call.AnswerOfferAsync(answer, cancellationToken: CancellationToken.None);
            TellHold(media.IsHeld);
        }
    }

    // Somebody else is to speak with us in the far end's place (RFC 3891).
    private async Task<bool> ReplaceAsync(IncomingCall taking)
    {
        leg.Capture?.Follow(taking.CallId);
        var offer = taking.Invite.Body;
        byte[] body = [];
        var error = offer.IsEmpty ? null : Negotiate(() => media.Answer(offer.Span, out body, Wanted));
        if (error is not null)
        {
            leg.Warn($"a change of the far end was refused: {error}");
            await taking.RejectAsync(488, cancellationToken: CancellationToken.None);
            return false;
        }

        await taking.AnswerAsync(offer.IsEmpty ? Negotiate(() => media.Offer(Wanted)) : body, cancellationToken: CancellationToken.None);
        leg.Facts.Replaced(taking.CallId);
        leg.Publish(new LegReplaced(leg.Time.GetUtcNow(), InboundCalls.NameOf(taking.Invite.From.Uri)));
        TellHold(media.IsHeld);
        return true;
    }

    private T Negotiate<T>(Func<T> step)
    {
        lock (_negotiating)
        {
            return step();
        }
    }

    private void TellHold(bool held)
    {
        if (held == leg.IsHeld)
        {
            return;
        }

        leg.IsHeld = held;
        var now = leg.Time.GetUtcNow();
        leg.Publish(held ? new LegHeld(now) : new LegResumed(now));
    }

    private async Task ReportDigitsAsync(ChannelReader<ReceivedDigit> digits, DigitsMethod way)
    {
        while (await digits.WaitToReadAsync(CancellationToken.None))
        {
            while (digits.TryRead(out var digit))
            {
                Report(digit, way);
            }
        }
    }

    private void Report(ReceivedDigit digit, DigitsMethod way)
    {
        var now = leg.Time.GetUtcNow();
        if (_keys.TryReport(digit.Digit, way, now))
        {
            leg.Publish(new LegDigit(now, digit.Digit, digit.Volume) { Method = way });
        }
    }

    private async Task DialExtensionAsync(string keys, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, leg.Time, leg.Over);
            for (var start = 0; start < keys.Length;)
            {
                var length = keys.AsSpan(start).IndexOfAny('w', ',') is >= 0 and var pause ? pause : keys.Length - start;
                if (length > 0
                    && await leg.SendDigitsAsync(keys.Substring(start, length), ExtensionDigit, leg.Over) == DigitsResult.NotSupported)
                {
                    leg.Warn("the extension was not sent: the far end does not take keys as the trunk is set to send them");
                    return;
                }

                start += length;
                if (start < keys.Length)
                {
                    await Task.Delay(keys[start] == 'w' ? ShortPause : LongPause, leg.Time, leg.Over);
                    start++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The call ended first.
        }
    }
}
