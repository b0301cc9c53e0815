using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>One INVITE of a dial-out, from the first provisional answer to its last event.</summary>
internal sealed class OutgoingAttempt(CallLeg leg, DialRequest request, CallFeed feed, MediaNegotiation media, TelephonyOptions options)
{
    private readonly Conversation _conversation = new(leg, feed, media, options);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _earlyAnswers = [];
    private bool _changedEarly;
    private bool _answered;
    private Verdict? _mediaFailure;

    private DateTimeOffset Now => leg.Time.GetUtcNow();

    /// <summary>Follows the call.</summary>
    /// <returns>What it came to, with the failure when it was not answered.</returns>
    public async Task<(Verdict Verdict, SipFailure? Failure)> FollowAsync()
    {
        try
        {
            return await ReadAsync();
        }
        catch
        {
            feed.Abandon();
            throw;
        }
    }

    private async Task<(Verdict Verdict, SipFailure? Failure)> ReadAsync()
    {
        while (await feed.NextAsync() is { } happened)
        {
            switch (happened)
            {
                case CallTrying trying:
                    Connect(trying.Status);
                    break;
                case CallProgress progress:
                    Progress(progress);
                    break;
                case CallAnswered answered:
                    Answer(answered.Response);
                    break;
                case OfferReceived offer when !_answered:
                    await ChangeEarlyAsync(offer);
                    break;
                case CallEnded ended:
                    return (_mediaFailure ?? feed.Conclude(ended), null);
                case CallFailed failed:
                    return (Verdicts.OfFailure(failed.Failure, leg.Facts.Rang, feed.IsHangingUp), failed.Failure);
                case { } other when _answered:
                    await _conversation.HandleAsync(other);
                    break;
            }
        }

        return (CallFeed.Stopped, null);
    }

    private void Connect(int status)
    {
        if (!leg.Facts.IsConnected)
        {
            leg.Facts.Connected(Now);
            leg.Publish(new LegConnected(Now, status));
        }
    }

    // 183 with a description carries the network's ringback or announcements: alerting too, but nothing of it is let through: it is listened to.
    private void Progress(CallProgress progress)
    {
        Connect(progress.Status);
        var hasEarlyMedia = !progress.Body.IsEmpty;
        if (hasEarlyMedia)
        {
            ListenEarly(progress.RemoteTag ?? "", progress.Body);
        }

        if (progress.Status == 180 || (progress.Status == 183 && hasEarlyMedia))
        {
            leg.Facts.Ringing(isCertain: progress.Status == 180);
        }

        leg.Publish(new LegProgress(Now, progress.Status, hasEarlyMedia));
    }

    // Of several that ring, the last to say something new is listened to; a provisional response that is repeated says nothing new.
    private void ListenEarly(string tag, ReadOnlyMemory<byte> answer)
    {
        var isKnown = _earlyAnswers.TryGetValue(tag, out var before) && before.Span.SequenceEqual(answer.Span);
        _earlyAnswers[tag] = answer;
        if (!isKnown && !_changedEarly && media.AcceptEarly(answer.Span) is null && media.Current is { } audio)
        {
            leg.Media.OpenEarly(audio);
        }
    }

    // An UPDATE before the answer (RFC 3311): the far end wants its early media elsewhere, or otherwise.
    private async Task ChangeEarlyAsync(OfferReceived offer)
    {
        try
        {
            if (media.AnswerEarly(offer.Body.Span, out var answer) is not null)
            {
                await feed.Call.RejectOfferAsync(cancellationToken: CancellationToken.None);
            }
            else
            {
                _changedEarly |= await feed.Call.AnswerOfferAsync(answer, cancellationToken: CancellationToken.None);
            }
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile; the last event is on its way.
        }
    }

    // Some networks answer our offer in a provisional response only, and send a bare 200. Of several that rang, only the one that answered counts.
    private string? Agree(SipResponse response) =>
        _changedEarly ? media.Settle()
        : media.Accept((response.Body.IsEmpty ? _earlyAnswers.GetValueOrDefault(response.To.Tag ?? "") : response.Body).Span);

    private void Answer(SipResponse response)
    {
        Connect(response.Status);
        _answered = true;
        if (feed.IsHangingUp)
        {
            return;
        }

        if (Agree(response) is { } error)
        {
            leg.Facts.Answered(Now);
            _mediaFailure = Verdicts.OfMediaFailure(error);
            feed.HangUp(SipReason.Q850(Q850.IncompatibleDestination, "no common media"));
            return;
        }

        _conversation.Begin(PassedHeaders.Of(response));
        if (request.Extension is { Length: > 0 } keys)
        {
            _conversation.DialExtension(keys, request.WaitBeforeExtension);
        }
    }
}
