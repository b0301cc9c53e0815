using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Outcomes;

public sealed class VerdictsTests
{
    [Theory]
    [InlineData(486, false, CallEnding.Busy, CallParty.FarEnd, true)]
    [InlineData(600, false, CallEnding.Busy, CallParty.FarEnd, true)]
    [InlineData(603, true, CallEnding.Refused, CallParty.FarEnd, false)]
    [InlineData(403, false, CallEnding.NotAllowed, CallParty.Network, false)]
    [InlineData(407, false, CallEnding.NotAllowed, CallParty.Network, false)]
    [InlineData(404, false, CallEnding.NotInService, CallParty.Network, false)]
    [InlineData(410, false, CallEnding.NotInService, CallParty.Network, false)]
    [InlineData(484, false, CallEnding.InvalidNumber, CallParty.Network, false)]
    [InlineData(480, true, CallEnding.NoAnswer, CallParty.None, true)]
    [InlineData(480, false, CallEnding.Unavailable, CallParty.Network, true)]
    [InlineData(487, true, CallEnding.NoAnswer, CallParty.None, true)]
    [InlineData(488, false, CallEnding.Incompatible, CallParty.Network, false)]
    [InlineData(500, false, CallEnding.Congestion, CallParty.Network, true)]
    [InlineData(503, false, CallEnding.Congestion, CallParty.Network, true)]
    [InlineData(599, false, CallEnding.Congestion, CallParty.Network, true)]
    [InlineData(400, false, CallEnding.Failed, CallParty.Network, false)]
    public void OfFailure_StatusAlone_NamesTheEnding(int status, bool rang, CallEnding ending, CallParty party, bool retryable)
    {
        var verdict = Verdicts.OfFailure(Rejected(status), rang);

        Assert.Equal((ending, party), (verdict.Ending, verdict.HungUpBy));
        Assert.Equal(retryable, RetryRules.IsRetryable(verdict.Ending));
        Assert.Equal($"{status} {SipStatus.ReasonPhrase(status)}", verdict.Error);
    }

    [Theory]
    [InlineData(503, 17, CallEnding.Busy)]
    [InlineData(480, 21, CallEnding.Refused)]
    [InlineData(503, 1, CallEnding.NotInService)]
    [InlineData(480, 19, CallEnding.NoAnswer)]
    [InlineData(404, 34, CallEnding.Congestion)]
    [InlineData(500, 20, CallEnding.Unavailable)]
    [InlineData(480, 16, CallEnding.Unavailable)]
    [InlineData(403, 21, CallEnding.NotAllowed)]
    [InlineData(503, 21, CallEnding.NotAllowed)]
    [InlineData(480, 18, CallEnding.Unavailable)]
    [InlineData(603, 87, CallEnding.NotAllowed)]
    public void OfFailure_WithCause_TheCauseSaysMoreThanTheStatus(int status, int cause, CallEnding ending)
    {
        var verdict = Verdicts.OfFailure(Rejected(status) with { Reason = SipReason.Q850(cause, "why") }, rang: false);

        Assert.Equal(ending, verdict.Ending);
        Assert.Equal(cause, verdict.Cause);
        Assert.EndsWith($"(Q.850 cause {cause}: why)", verdict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Network Blocked", null, CallEnding.NotAllowed)]
    [InlineData("Decline", "RLN", CallEnding.NotAllowed)]
    [InlineData("Decline", "U", CallEnding.Refused)]
    [InlineData("Decline", null, CallEnding.Refused)]
    public void OfFailure_603_IsTheCalleesWordOnlyWhenItIsTheirs(string words, string? location, CallEnding ending)
    {
        var failure = new SipFailure(SipFailureKind.Rejected, 603, words) { Reason = SipReason.Q850(21) with { Location = location } };

        Assert.Equal(ending, Verdicts.OfFailure(failure, rang: false).Ending);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OfFailure_608_IsNeverTheCalleesWord(bool rang)
    {
        var verdict = Verdicts.OfFailure(Rejected(608) with { Reason = SipReason.Q850(21, "rejected") }, rang);

        Assert.Equal((CallEnding.NotAllowed, CallParty.Network), (verdict.Ending, verdict.HungUpBy));
    }

    [Fact]
    public void OfFailure_NoResponseAtAll_HasNoStatus()
    {
        var verdict = Verdicts.OfFailure(new(SipFailureKind.Timeout, 408, "No answer from the next hop"), rang: false);

        Assert.Equal((null, 102, true), (verdict.SipStatus, verdict.Cause, verdict.CauseIsDerived));
        Assert.Equal("No answer from the next hop", verdict.Error);
    }

    [Theory]
    [InlineData(CallEnding.NotInService, false)]
    [InlineData(CallEnding.Busy, false)]
    [InlineData(CallEnding.NoAnswer, true)]
    public void Conclude_SoundBeforeTheAnswer_RangUnlessItWasAnAnnouncement(CallEnding ending, bool rang)
    {
        var facts = new LegFacts("leg");
        facts.Ringing(isCertain: false);

        var outcome = facts.Conclude(new(ending, CallParty.Network), null, DateTimeOffset.UnixEpoch);

        Assert.Equal((rang, rang ? CallStage.Ringing : CallStage.Trying), (outcome.Rang, outcome.Stage));
    }

    [Fact]
    public void OfFailure_SipReason_IsNoQ850Cause()
    {
        var verdict = Verdicts.OfFailure(Rejected(487) with { Reason = new("SIP", 200, "Call completed elsewhere") }, rang: true);

        Assert.Null(verdict.Cause);
        Assert.Equal(CallEnding.NoAnswer, verdict.Ending);
    }

    [Theory]
    [InlineData(SipFailureKind.Cancelled, CallEnding.Cancelled, CallParty.Us)]
    [InlineData(SipFailureKind.RingTimeout, CallEnding.NoAnswer, CallParty.Us)]
    [InlineData(SipFailureKind.Timeout, CallEnding.Unreachable, CallParty.Network)]
    [InlineData(SipFailureKind.TransportError, CallEnding.Unreachable, CallParty.Network)]
    [InlineData(SipFailureKind.Redirected, CallEnding.Redirected, CallParty.Network)]
    public void OfFailure_OtherKinds_NameTheEnding(SipFailureKind kind, CallEnding ending, CallParty party)
    {
        var verdict = Verdicts.OfFailure(new(kind, 0, "words"), rang: true);

        Assert.Equal((ending, party), (verdict.Ending, verdict.HungUpBy));
        Assert.Null(verdict.SipStatus);
    }

    [Fact]
    public void OfFailure_408ThatWasSentWhileRinging_IsNoAnswer()
    {
        var failure = new SipFailure(SipFailureKind.Timeout, 408, "Request Timeout") { Response = new(408) };

        Assert.Equal(CallEnding.NoAnswer, Verdicts.OfFailure(failure, rang: true).Ending);
        Assert.Equal(CallEnding.Unreachable, Verdicts.OfFailure(failure, rang: false).Ending);
    }

    [Theory]
    [InlineData(true, false, null, CallEnding.Completed, CallParty.FarEnd)]
    [InlineData(true, true, 16, CallEnding.Completed, CallParty.FarEnd)]
    [InlineData(true, false, 41, CallEnding.Dropped, CallParty.Network)]
    [InlineData(false, true, 16, CallEnding.Completed, CallParty.Us)]
    [InlineData(false, false, null, CallEnding.Dropped, CallParty.Network)]
    public void OfEnd_AnsweredCall_SaysWhoHungUp(bool byRemote, bool weHungUp, int? cause, CallEnding ending, CallParty party)
    {
        var verdict = Verdicts.OfEnd(new(byRemote, cause is { } c ? SipReason.Q850(c) : null), weHungUp);

        Assert.Equal((ending, party, cause), (verdict.Ending, verdict.HungUpBy, verdict.Cause));
    }

    [Fact]
    public void Conclude_NoCauseGiven_DerivesItAndSaysSo()
    {
        var facts = new LegFacts("leg");
        var outcome = facts.Conclude(Verdicts.OfFailure(Rejected(486), rang: false), null, DateTimeOffset.UnixEpoch);

        Assert.Equal((17, true), (outcome.Cause, outcome.CauseIsDerived));
    }

    [Fact]
    public void Conclude_CauseGiven_IsNotDerived()
    {
        var facts = new LegFacts("leg");
        var verdict = Verdicts.OfFailure(Rejected(486) with { Reason = SipReason.Q850(17) }, rang: false);

        Assert.False(facts.Conclude(verdict, null, DateTimeOffset.UnixEpoch).CauseIsDerived);
    }

    [Fact]
    public void Conclude_StagesInAnyOrder_KeepsTheFurthest()
    {
        var facts = new LegFacts("leg");
        facts.Dialled("id", DateTimeOffset.UnixEpoch);
        facts.Ringing(isCertain: true);
        facts.Connected(DateTimeOffset.UnixEpoch);

        Assert.Equal(CallStage.Ringing, facts.StageWith(null));
        facts.Answered(DateTimeOffset.UnixEpoch);
        Assert.Equal(CallStage.Answered, facts.StageWith(new()));
        Assert.Equal(CallStage.Talking, facts.StageWith(new() { PacketsReceived = 1 }));
    }

    private static SipFailure Rejected(int status) => new(SipFailureKind.Rejected, status, SipStatus.ReasonPhrase(status)) { Response = new(status) };
}
