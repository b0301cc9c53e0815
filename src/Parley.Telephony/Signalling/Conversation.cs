using System.Threading.Channels;
using Parley.Rtp.TelephoneEvents;
using Parley.Sip;

namespace Parley.Telephony.Signalling;

/// <summary>What is the same in every answered call: keys, hold and resume, until the end.</summary>
internal sealed class Conversation(CallLeg leg, CallFeed feed)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExtensionDigit = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells that the call is answered, and starts what goes on beside it.</summary>
    /// <param name="media">What was agreed on.</param>
    /// <param name="mediaTimeout">How long the call goes on without anything from the far end; zero for ever.</param>
    public void Begin(MediaNegotiation media, TimeSpan mediaTimeout)
    {
        var now = leg.Time.GetUtcNow();
        leg.Facts.Answered(now);
        leg.Publish(new LegAnswered(now, media.Current!.Encoding));
        TellHold(media.IsHeld);
        if (leg.Media.Digits is { } digits)
        {
            leg.Attend(ReportDigitsAsync(digits));
        }

        if (mediaTimeout > TimeSpan.Zero && leg.Media.Session is { } session)
        {
            leg.Attend(MediaWatch.RunAsync(leg, session, mediaTimeout));
        }
    }

    /// <summary>Sends the extension when its time has come.</summary>
    public void DialExtension(string keys, TimeSpan wait) => leg.Attend(DialExtensionAsync(keys, wait));

    /// <summary>Answers a re-INVITE: hold, resume, another address or codec. What cannot be agreed on is refused, and all stays as it was.</summary>
    public async Task RenegotiateAsync(OfferReceived offer, MediaNegotiation media)
    {
        try
        {
            if (!feed.IsHangingUp)
            {
                await AnswerAsync(offer.Body, media);
            }
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile; the last event is on its way.
        }
    }

    /// <summary>Takes the answer to an offer that our 2xx carried, or one that came with a refresh of the session.</summary>
    public void Confirm(ReadOnlyMemory<byte> body, MediaNegotiation media)
    {
        if (media.Accept(body.Span) is { } error)
        {
            leg.Warn($"a change of the call's media was not understood: {error}");
        }

        TellHold(media.IsHeld);
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> offer, MediaNegotiation media)
    {
        if (offer.IsEmpty)
        {
            await feed.Call.AnswerOfferAsync(media.Offer(), cancellationToken: CancellationToken.None);
        }
        else if (media.Answer(offer.Span, out var answer) is { } error)
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

    private async Task ReportDigitsAsync(ChannelReader<ReceivedDigit> digits)
    {
        while (await digits.WaitToReadAsync(CancellationToken.None))
        {
            while (digits.TryRead(out var digit))
            {
                leg.Publish(new LegDigit(leg.Time.GetUtcNow(), digit.Digit, digit.Volume));
            }
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
                    leg.Warn("the extension was not sent: the far end takes no telephone-events");
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
