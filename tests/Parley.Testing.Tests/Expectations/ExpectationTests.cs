using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;
using Parley.Testing.Facts;

namespace Parley.Testing.Tests.Expectations;

public sealed class ExpectationTests
{
    private static readonly CallOutcome BusyOutcome = new(CallStage.Trying, CallEnding.Busy, CallParty.FarEnd)
    {
        LegId = "leg",
        SipStatus = 486,
        Cause = 17,
        Error = "486 Busy Here",
        IsRetryable = true,
        EndedAt = TestCall.Start.AddSeconds(1),
    };

    public static TheoryData<Expectation, string> WhatIsNotSoOfABusyLine => new()
    {
        { new OutcomeIs(CallEnding.Completed, CallEnding.NoAnswer), "expected completed or no-answer, was busy (486 Busy Here)" },
        { new StageIs(CallStage.Talking), "expected talking, was trying" },
        { new SipStatusIs(200), "expected 200, was 486" },
        { new CauseIs(16), "expected 16, was 17" },
        { new RangIs(true), "expected yes, was no" },
        { new RetryableIs(false), "expected no, was yes" },
        { new HungUpBy(CallParty.Us), "expected agent, was far-end" },
        { new TalkTime(new(TimeSpan.FromSeconds(3))), "expected at least 3s, was 0ms" },
        { new AnsweredByIs(AnsweredBy.Human), "expected human, no verdict was reached" },
        { new VerdictWithin(TimeSpan.FromSeconds(1)), "expected a verdict within 1s of the answer, no verdict was reached" },
        { new AgentSaid(TextPattern.Parse("hello")), "expected \"hello\", the agent said nothing" },
        { new AroundBeep(BeepSide.Before), "expected a beep, there was none" },
        { new HeardByFarEnd(new(TimeSpan.FromSeconds(3))), "expected at least 3s of sound at the far end, was 0ms" },
        { new KeysToFarEnd("12"), "expected '12', was no keys" },
        { new KeysToAgent("12"), "expected '12', was no keys" },
        { new FirstWordWithin(TimeSpan.FromSeconds(1)), "expected to hear the agent within 1s of the answer, it was never heard" },
        { new ResponseWithin(TimeSpan.FromSeconds(1)), "expected every response within 1s, there was none" },
        { new BargeInWithin(TimeSpan.FromSeconds(1)), "expected silence within 1s of every interruption, the agent was not interrupted" },
        { new EventsInOrder("dialout-error", "dialout-answered"), "expected dialout-error, then dialout-answered, dialout-answered did not come after dialout-error" },
        { new EventsAbsent("dialout-error"), "expected no dialout-error, dialout-error came" },
        { new ErrorIs(TextPattern.Parse("broke")), "expected the error \"broke\", there was none" },
    };

    [Theory]
    [MemberData(nameof(WhatIsNotSoOfABusyLine), DisableDiscoveryEnumeration = true)]
    public void Check_WhatIsNotSo_FailsWithBothSides(Expectation expectation, string text)
    {
        var call = new TestCall().Event(100, new DialoutError("leg")).Ended(BusyOutcome).Record();

        Assert.Equal(new ExpectationResult(expectation.Key, ExpectationStatus.Failed, text), expectation.Check(call));
    }

    public static TheoryData<Expectation> WhatIsSoOfAVoicemail =>
    [
        new OutcomeIs(CallEnding.Busy, CallEnding.Completed),
        new StageIs(CallStage.Talking),
        new SipStatusIs(200),
        new CauseIs(16),
        new RangIs(true),
        new RetryableIs(false),
        new HungUpBy(CallParty.Us),
        new TalkTime(new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20))),
        new AnsweredByIs(AnsweredBy.Machine),
        new VerdictWithin(TimeSpan.FromSeconds(2)),
        new AgentSaid(TextPattern.Parse("CALL US"), TextPattern.Parse("/back\\.$/")),
        new AgentNotSaid(TextPattern.Parse("can you come")),
        new AroundBeep(BeepSide.Before) { Heard = new(TimeSpan.Zero, TimeSpan.Zero), NotSaid = [TextPattern.Parse("call")] },
        new AroundBeep(BeepSide.After) { Heard = new(TimeSpan.FromSeconds(3)), Said = [TextPattern.Parse("call us back")] },
        new HeardByFarEnd(new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4))),
        new KeysToFarEnd("1#"),
        new KeysToAgent("9"),
        new FirstWordWithin(TimeSpan.FromSeconds(6)),
        new ResponseWithin(TimeSpan.FromMilliseconds(500)),
        new EventsInOrder("dialout-answered", "answer-detected"),
        new EventsAbsent("dialout-error"),
        new NoErrors(),
    ];

    [Theory]
    [MemberData(nameof(WhatIsSoOfAVoicemail), DisableDiscoveryEnumeration = true)]
    public void Check_WhatIsSo_Passes(Expectation expectation) => Assert.Equal(ExpectationStatus.Passed, expectation.Check(Voicemail().Record()).Status);

    [Fact]
    public void Check_AgentSpeaksBeforeTheBeep_IsHeardAndFound()
    {
        var call = Voicemail().AgentSays(2000, 2600, "Hello, this is", isInterrupted: true).Record();

        Assert.Equal("expected silence, was 600ms", new AroundBeep(BeepSide.Before) { Heard = new(TimeSpan.Zero, TimeSpan.Zero) }.Check(call).Text);
        Assert.Equal(
            "expected not \"this is\", the agent said \"Hello, this is\"",
            new AroundBeep(BeepSide.Before) { NotSaid = [TextPattern.Parse("this is")] }.Check(call).Text);
        Assert.True(new AroundBeep(BeepSide.After) { Said = [TextPattern.Parse("hello")] }.Check(call).IsFailure);
    }

    [Fact]
    public void Check_SessionFailed_NoErrorsTellsWith()
    {
        var call = new TestCall { Error = "the agent broke" }.Event(10, new ConversationError("leg", "chat", "timeout")).Record();

        Assert.Equal("errors: expected no errors, there were: the agent broke; chat: timeout", new NoErrors().Check(call).ToString());
        Assert.Equal(ExpectationStatus.Passed, new ErrorIs(TextPattern.Parse("broke")).Check(call).Status);
    }

    [Fact]
    public void Check_NothingDialled_SaysSo() =>
        Assert.Equal("expected completed, nothing was dialled", new OutcomeIs(CallEnding.Completed).Check(new TestCall().Ended(null).Record()).Text);

    [Fact]
    public void Check_RealFarEnd_SkipsWhatOnlyAPersonaCanTell()
    {
        var facts = new CallFacts(new TestCall().Record(), hasSimulatedFarEnd: false);

        Assert.Equal(new("keys-to-far-end", ExpectationStatus.Skipped, "needs a simulated far end"), new KeysToFarEnd("1").Check(facts));
        Assert.Equal(ExpectationStatus.Passed, new StageIs(CallStage.Talking).Check(facts).Status);
    }

    private static TestCall Voicemail() => new TestCall().Answered(1000)
        .FarEndSounds(1300, 5000)
        .Event(3000, new AnswerDetected("leg", AnsweredBy.Machine, 0.9, "long greeting"))
        .FarEnd(5300, SimulatedCallEventKind.Played, "beep")
        .FarEndSounds(5300, 5700)
        .FarEnd(5800, SimulatedCallEventKind.Digit, "1")
        .FarEnd(5900, SimulatedCallEventKind.Digit, "#")
        .Event(5950, new DtmfReceived("leg", "9"))
        .AgentSays(6000, 10_000, "Please call us back.");
}
