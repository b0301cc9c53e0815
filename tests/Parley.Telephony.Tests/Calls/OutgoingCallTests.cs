using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

public sealed class OutgoingCallTests : CallFixture
{
    [Fact]
    public void Dial_AnsweredAndHungUpByCallee_TellsTheWholeStory() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { Id = "leg-1", PhoneNumber = Callee });
        var call = await Them.RingsAsync(Patience);
        Assert.InRange(leg.Stage, CallStage.Dialled, CallStage.Trying);
        await call.ProgressAsync(cancellationToken: Patience);
        var media = await Them.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);
        await TickOnceAsync(leg, media.Sound);
        await TickOnceAsync(leg, media.Sound);
        await Task.Delay(TimeSpan.FromSeconds(10), Time, Patience);
        await call.HangUpAsync(cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallStage.Talking, CallEnding.Completed, CallParty.FarEnd), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.Equal(("leg-1", 200, true, false), (outcome.LegId, outcome.SipStatus, outcome.Rang, outcome.IsRetryable));
        Assert.True(outcome.HeardFarEnd);
        Assert.True(outcome.WasHeard);
        Assert.Null(outcome.Error);
        Assert.Null(outcome.Cause);
        Assert.Equal(call.CallId, outcome.SipCallId);
        Assert.Equal(10.04, outcome.TalkTime.TotalSeconds, 0.01);
        Assert.Equal(0, Us.Ports.InUse);
    });

    [Fact]
    public void Dial_Answered_EventsComeInOrder() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync(cancellationToken: Patience);
        await Them.AnswerAsync(call);
        await call.HangUpAsync(SipReason.Q850(16), Patience);

        var (outcome, events) = await EndAsync(leg);

        Assert.Equal(
            [typeof(LegConnected), typeof(LegProgress), typeof(LegAnswered), typeof(LegEnded)],
            events.Select(happened => happened.GetType()));
        Assert.Equal((16, false), (outcome.Cause, outcome.CauseIsDerived));
        Assert.Equal(CallStage.Answered, outcome.Stage);
        Assert.False(outcome.HeardFarEnd);
    });

    [Fact]
    public void Dial_AnsweredWithoutProvisional_ConnectsFirst() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await Them.AnswerAsync(call);

        Assert.IsType<LegConnected>(await leg.Events.ReadAsync(Patience));
        Assert.Equal("PCMU", Assert.IsType<LegAnswered>(await leg.Events.ReadAsync(Patience)).Codec);
    });

    [Theory]
    [InlineData(486, CallEnding.Busy, CallParty.FarEnd, 17, true)]
    [InlineData(603, CallEnding.Refused, CallParty.FarEnd, 21, false)]
    [InlineData(404, CallEnding.NotInService, CallParty.Network, 1, false)]
    [InlineData(503, CallEnding.Congestion, CallParty.Network, 41, true)]
    [InlineData(480, CallEnding.Unavailable, CallParty.Network, 18, true)]
    public void Dial_Rejected_IsSaidInTheOutcome(int status, CallEnding ending, CallParty party, int cause, bool retryable) => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.RejectAsync(status, cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((ending, party, status, retryable), (outcome.Ending, outcome.HungUpBy, outcome.SipStatus, outcome.IsRetryable));
        Assert.Equal((cause, true), (outcome.Cause, outcome.CauseIsDerived));
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), outcome.Error, StringComparison.Ordinal);
        Assert.False(outcome.Rang);
        Assert.Null(outcome.AnsweredAt);
        Assert.Equal(0, Us.Ports.InUse);
    });

    [Fact]
    public void Dial_RejectedWithReasonHeader_TakesItsCause() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync(cancellationToken: Patience);
        await call.RejectAsync(480, SipReason.Q850(21, "declined"), cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallEnding.Refused, 21, false, true), (outcome.Ending, outcome.Cause, outcome.CauseIsDerived, outcome.Rang));
        Assert.Equal(CallStage.Ringing, outcome.Stage);
    });

    [Fact]
    public void Dial_RetryAfter_IsPassedOn() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.RejectAsync(503, headers: [new(SipHeaderNames.RetryAfter, "120")], cancellationToken: Patience);

        Assert.Equal(TimeSpan.FromMinutes(2), (await EndAsync(leg)).Outcome.RetryAfter);
    });

    [Fact]
    public void Dial_NobodyAnswers_IsCancelledAfterTheRingTimeout() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, RingTimeout = TimeSpan.FromSeconds(20) });
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync(cancellationToken: Patience);
        await NextAsync<LegProgress>(leg);
        var before = Time.GetUtcNow();

        var outcome = await leg.Completion;

        Assert.Equal((CallStage.Ringing, CallEnding.NoAnswer, CallParty.Us), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.True(outcome.IsRetryable);
        Assert.True(outcome.EndedAt - before >= TimeSpan.FromSeconds(19), $"{outcome.EndedAt - before}");
        Assert.Single(SipNetwork.Sent("CANCEL ").Distinct());    // time flies in steps here, so it may be repeated
    });

    [Fact]
    public void Dial_NothingComesBack_IsUnreachable() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:nobody@10.9.9.9:5060" });

        var outcome = await leg.Completion;

        Assert.Equal((CallStage.Dialled, CallEnding.Unreachable, CallParty.Network), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.True(outcome.IsRetryable);
        Assert.NotNull(outcome.Error);
    });

    [Fact]
    public void HangUp_WhileDialling_EndsAsCancelled() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:nobody@10.9.9.9:5060" });

        var outcome = await leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal((CallEnding.Cancelled, CallParty.Us, false), (outcome.Ending, outcome.HungUpBy, outcome.IsRetryable));
        Assert.Null(outcome.Error);
        Assert.Single((await EndAsync(leg)).Events);
    });

    [Fact]
    public void HangUp_WhileRinging_SendsCancelWithTheReason() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync(cancellationToken: Patience);
        await NextAsync<LegProgress>(leg);

        var outcome = await leg.HangUpAsync("no longer wanted", Patience);

        Assert.Equal((CallStage.Ringing, CallEnding.Cancelled, CallParty.Us), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.Contains("no longer wanted", Assert.Single(SipNetwork.Sent("CANCEL ")), StringComparison.Ordinal);
        await EndAsync(leg);
    });

    [Fact]
    public void HangUp_WhileTalking_SendsByeOnceAndEndsAtOnce() => InVirtualTime(async () =>
    {
        var (leg, _, _) = await TalkAsync();

        var outcomes = await Task.WhenAll(leg.HangUpAsync(cancellationToken: Patience), leg.HangUpAsync(cancellationToken: Patience));

        Assert.Equal((CallEnding.Completed, CallParty.Us, 16), (outcomes[0].Ending, outcomes[0].HungUpBy, outcomes[0].Cause));
        await leg.DisposeAsync();
        Assert.Single(SipNetwork.Sent("BYE "));
        await EndAsync(leg);
    });

    [Fact]
    public void HangUp_BothAtOnce_EndsOnce() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();

        await Task.WhenAll(leg.HangUpAsync(cancellationToken: Patience), call.HangUpAsync(cancellationToken: Patience));

        Assert.Equal(CallEnding.Completed, (await EndAsync(leg)).Outcome.Ending);
    });

    [Fact]
    public void Dial_GarbageInAnswer_IsAcknowledgedThenHungUp() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.AnswerAsync("m=no session description\r\n"u8.ToArray(), cancellationToken: Patience);

        var (outcome, events) = await EndAsync(leg);

        Assert.Equal((CallStage.Answered, CallEnding.MediaFailed, CallParty.Us), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.Contains("cannot be read", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(events, happened => happened is LegAnswered);
        Assert.Single(SipNetwork.Sent("ACK "));
        Assert.Contains("cause=88", Assert.Single(SipNetwork.Sent("BYE ")), StringComparison.Ordinal);
    });

    [Fact]
    public void Dial_NoCommonCodec_IsHungUpAndSaysWhatTheyHave() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.AnswerAsync(FarEnd.Sdp("10.0.0.2", 20000, "9", "rtpmap:9 G722/8000"), cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallEnding.MediaFailed, false, 88), (outcome.Ending, outcome.IsRetryable, outcome.Cause));
        Assert.Contains("G722", outcome.Error, StringComparison.Ordinal);
    });

    [Fact]
    public void Dial_AnswerOnlyInProvisional_IsUsed() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync(183, FarEnd.Sdp("10.0.0.2", 20000, "8 101", "rtpmap:101 telephone-event/8000"), cancellationToken: Patience);
        await call.AnswerAsync(ReadOnlyMemory<byte>.Empty, cancellationToken: Patience);

        Assert.True((await NextAsync<LegProgress>(leg)).HasEarlyMedia);
        Assert.Equal("PCMA", (await NextAsync<LegAnswered>(leg)).Codec);
    });

    [Fact]
    public void Dial_RequestedCodecs_AreOfferedInOrderAndUnknownOnesWarnedOf() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, Codecs = ["G729", "pcma", "PCMU"] });
        var call = await Them.RingsAsync(Patience);

        Assert.Contains("RTP/AVP 8 0 101", System.Text.Encoding.ASCII.GetString(call.Invite.Body.Span), StringComparison.Ordinal);
        Assert.Contains("G729", (await NextAsync<LegWarning>(leg)).Text, StringComparison.Ordinal);
        await leg.HangUpAsync(cancellationToken: Patience);
    });

    [Fact]
    public void Dial_HostWithoutAddress_EndsBeforeAnythingIsSent() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:bob@nowhere.invalid" });

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallStage.Accepted, CallEnding.Unreachable), (outcome.Stage, outcome.Ending));
        Assert.Equal("the host 'nowhere.invalid' cannot be resolved", outcome.Error);
        Assert.Empty(SipNetwork.Messages);
    });

    [Fact]
    public void Dial_HostByName_GoesToItsAddressOfOurFamily() => InVirtualTime(async () =>
    {
        await DialAsync(new() { SipUri = "sip:bob@carrier.example.test" });

        Assert.Equal("sip:bob@carrier.example.test", (await Them.RingsAsync(Patience)).Invite.Uri.ToString());
    });

    [Fact]
    public void HangUp_WhileTheHostIsLookedUp_EndsAsCancelledWithNothingSent() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:bob@slow.example.test" });

        var outcome = await leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal((CallStage.Accepted, CallEnding.Cancelled), (outcome.Stage, outcome.Ending));
        Assert.Empty(SipNetwork.Messages);
    });

    [Fact]
    public void HangUp_WhileFarEndPutsUsOnHold_EndsOnce() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();

        var holding = call.ReinviteAsync(media.Negotiation.Offer(Rtp.Sdp.MediaDirection.SendOnly), cancellationToken: Patience);
        await leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal(CallEnding.Completed, (await EndAsync(leg)).Outcome.Ending);
        Assert.True((await holding).Status is 200 or 481 or 487);
    });

    [Fact]
    public void Dial_TrunkChallenges_AnswersWithItsCredentials() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        await ChallengeAsync(Them);

        var invite = (await Them.RingsAsync(Patience)).Invite;

        Assert.Contains("username=\"us\"", invite.Headers[SipHeaderNames.ProxyAuthorization], StringComparison.Ordinal);
        Assert.False(leg.Completion.IsCompleted);
    });

    [Fact]
    public void Dial_TrunkRefusesTheCredentials_IsNotAllowed() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        await ChallengeAsync(Them);
        await ChallengeAsync(Them);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallEnding.NotAllowed, 407, false), (outcome.Ending, outcome.SipStatus, outcome.IsRetryable));
    });

    [Fact]
    public void Dial_AddressThatChallenges_NeverGetsTheTrunksPassword() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:bob@10.0.0.2" });
        await ChallengeAsync(Them);

        Assert.Equal(CallEnding.NotAllowed, (await EndAsync(leg)).Outcome.Ending);
        Assert.Single(SipNetwork.Sent("INVITE "));
    });

    [Fact]
    public void Dial_TrunkWithARate_WaitsItsTurn() => InVirtualTime(async () =>
    {
        await DialAsync();
        var second = Us.Dialer.DialAsync(new() { PhoneNumber = Callee }, Patience);
        await Them.RingsAsync(Patience);
        Assert.False(second.IsCompleted);
        Assert.Single(Attempts.Written);

        await second;

        Assert.IsType<DialAccepted>(await second);
        await Them.RingsAsync(Patience);
    });

    private protected override TelephonyServices Configure(TelephonyServices services) => services with
    {
        Names = new FakeResolver(),
        Trunks = [Carrier with { CallsPerSecond = 1, Username = "us", Password = "secret" }],
    };

    private static async Task ChallengeAsync(FarEnd farEnd) => await (await farEnd.RingsAsync(Patience)).RejectAsync(
        407,
        headers: [new(SipHeaderNames.ProxyAuthenticate, "Digest realm=\"carrier\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"")],
        cancellationToken: Patience);
}
