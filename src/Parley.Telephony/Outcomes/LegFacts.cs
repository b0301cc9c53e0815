using Parley.Rtp;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Outcomes;

/// <summary>What a leg's owner writes down while the call goes on.</summary>
internal sealed class LegFacts(string legId)
{
    private volatile CallStage _stage = CallStage.Accepted;
    private bool _saidSo;

    private volatile TransferResult? _transfer;

    public string? SipCallId { get; private set; }

    public bool Rang { get; private set; }

    public DateTimeOffset? DialledAt { get; private set; }

    public DateTimeOffset? ConnectedAt { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public bool IsConnected => ConnectedAt is not null;

    public bool IsAnswered => AnsweredAt is not null;

    public CallStage StageWith(RtpStatistics? media) =>
        _stage == CallStage.Answered && media is { PacketsReceived: > 0 } ? CallStage.Talking : _stage;

    public void Dialled(string sipCallId, DateTimeOffset at)
    {
        SipCallId = sipCallId;
        DialledAt ??= at;
        Reach(CallStage.Dialled);
    }

    public void Connected(DateTimeOffset at)
    {
        ConnectedAt ??= at;
        Reach(CallStage.Trying);
    }

    /// <summary>The callee is alerted.</summary>
    /// <param name="isCertain">Whether the network said so (180). Sound before the answer is taken for ringing, too, until the end of the call says that it was an announcement.</param>
    public void Ringing(bool isCertain)
    {
        Rang = true;
        _saidSo |= isCertain;
        Reach(CallStage.Ringing);
    }

    public void Answered(DateTimeOffset at)
    {
        AnsweredAt ??= at;
        Reach(CallStage.Answered);
    }

    /// <summary>Somebody else took the far end's place in a call of its own.</summary>
    public void Replaced(string sipCallId) => SipCallId = sipCallId;

    /// <summary>A transfer is over.</summary>
    public void Transferred(TransferResult result) => _transfer = result;

    public CallOutcome Conclude(Verdict verdict, RtpStatistics? media, DateTimeOffset at)
    {
        var status = verdict.SipStatus ?? (IsAnswered ? 200 : null);
        var wasAnnounced = Rang && !_saidSo && !IsAnswered && !MayHaveRung(verdict.Ending);
        var derived = verdict.Cause is null && status is { } known ? Q850.FromSipStatus(known) : null;
        return new(wasAnnounced ? CallStage.Trying : StageWith(media), verdict.Ending, verdict.HungUpBy)
        {
            LegId = legId,
            SipCallId = SipCallId,
            SipStatus = status,
            SipReason = verdict.SipReason ?? (status == 200 ? "OK" : null),
            Cause = verdict.Cause ?? derived,
            CauseIsDerived = derived is not null || verdict.CauseIsDerived,
            Rang = Rang && !wasAnnounced,
            IsRetryable = RetryRules.IsRetryable(verdict.Ending),
            RetryAfter = verdict.RetryAfter,
            Error = verdict.Error,
            Redirects = verdict.Redirects,
            DialledAt = DialledAt,
            ConnectedAt = ConnectedAt,
            AnsweredAt = AnsweredAt,
            EndedAt = at,
            Media = media,
            Transfer = _transfer is { Ending: TransferEnding.Left } && verdict.HungUpBy == CallParty.Us ? _transfer with { Ending = TransferEnding.Unconfirmed } : _transfer,
        };
    }

    private static bool MayHaveRung(CallEnding ending) => ending is CallEnding.NoAnswer or CallEnding.Refused or CallEnding.Cancelled or CallEnding.Unreachable or CallEnding.Failed;

    private void Reach(CallStage stage) => _stage = stage > _stage ? stage : _stage;
}
