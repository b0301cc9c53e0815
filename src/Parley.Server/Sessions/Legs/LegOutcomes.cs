using Parley.Agents;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions.Legs;

/// <summary>The facts of an ended leg in the words of the agent SDK, which the records and the API share.</summary>
internal static class LegOutcomes
{
    /// <summary>Translates.</summary>
    /// <param name="outcome">What telephony says.</param>
    /// <param name="startedAt">When the room accepted the dial-out.</param>
    /// <param name="rangAt">When it began to ring.</param>
    /// <param name="endedByUs">Who on our side ended it, if we did.</param>
    public static DialoutOutcome ToDialout(CallOutcome outcome, DateTimeOffset startedAt, DateTimeOffset? rangAt, HangUpParty endedByUs) => new()
    {
        Stage = outcome.Stage switch
        {
            CallStage.Accepted or CallStage.Dialled => DialoutStage.Accepted,
            CallStage.Trying => DialoutStage.Connected,
            CallStage.Ringing => DialoutStage.Ringing,
            _ => DialoutStage.Answered,
        },
        SipStatus = outcome.SipStatus,
        Q850Cause = outcome.Cause,
        Rang = outcome.Rang,
        MediaFlowed = outcome.HeardFarEnd,
        EndedBy = outcome.HungUpBy switch
        {
            CallParty.FarEnd => HangUpParty.Callee,
            CallParty.Us when outcome.Ending is CallEnding.NoAnswer => HangUpParty.Host,
            CallParty.Us => endedByUs,
            _ => HangUpParty.Network,
        },
        IsRetryable = outcome.IsRetryable,
        RetryCause = outcome.Ending switch
        {
            CallEnding.Busy => RetryCause.Busy,
            CallEnding.NoAnswer => RetryCause.NoAnswer,
            CallEnding.Congestion => RetryCause.Congestion,
            CallEnding.Unavailable or CallEnding.Unreachable => RetryCause.Unreachable,
            CallEnding.Dropped => RetryCause.Dropped,
            _ => null,
        },
        RetryAfter = outcome.RetryAfter,
        Error = outcome.Redirects.Count == 0 ? outcome.Error : $"{outcome.Error}, to {string.Join(", ", outcome.Redirects)}",
        TransferredTo = outcome.Transfer is { Succeeded: true } transfer ? transfer.Target : null,
        StartedAt = startedAt,
        ConnectedAt = outcome.ConnectedAt,
        RangAt = outcome.Rang ? rangAt : null,
        AnsweredAt = outcome.AnsweredAt,
        EndedAt = outcome.EndedAt,
        Quality = CallQualities.From(outcome.Media),
    };
}
