using Parley.Agents.Answering;
using Parley.Audio.Tones;

namespace Parley.Agents.Tests.Answering;

public sealed class AnswerDetectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Process_ShortGreetingThenQuiet_IsAProvisionalHumanWithinASecond(int seed)
    {
        var sound = new CalleeSound(seed).Quiet(0.6).Talk(0.5);
        var end = sound.Length;

        var verdict = Assert.IsType<VerdictReached>(Assert.Single(Listen(sound.Quiet(1.5))));

        Assert.Equal(AnsweredBy.Human, verdict.Verdict);
        Assert.False(verdict.IsFinal);
        Assert.InRange((verdict.At - end).TotalSeconds, 0.25, 1.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Process_LongGreetingAndBeep_IsAMachineAndTheMessageFollowsTheBeep(int seed)
    {
        var sound = Greeting(seed).Quiet(0.6).Tone(TonePatterns.RecordBeep);
        var end = sound.Length;

        var told = Listen(sound.Quiet(2));

        Assert.Equal(AnsweredBy.Machine, FinalVerdict(told));
        var beep = Assert.Single(told.OfType<RecordBeepOver>());
        Assert.Equal(1000, beep.Hz, 10.0);
        Assert.InRange((Assert.Single(told.OfType<MessageMayStart>()).At - end).TotalMilliseconds, 100, 400);
    }

    [Fact]
    public void Process_LongGreetingWithoutBeep_TellsToLeaveAMessageAfterTwoSecondsOfQuiet()
    {
        var sound = Greeting(4).Talk(3);
        var end = sound.Length;

        var told = Listen(sound.Quiet(4));

        Assert.Equal(AnsweredBy.Machine, FinalVerdict(told));
        Assert.InRange((Assert.Single(told.OfType<MessageMayStart>()).At - end).TotalSeconds, 1.9, 2.4);
    }

    [Fact]
    public void Process_BeepAfterAProvisionalHuman_RevisesItToAMachine()
    {
        var told = Listen(new CalleeSound().Quiet(0.6).Talk(0.7).Quiet(1.4).Tone(TonePatterns.RecordBeep).Quiet(1));

        Assert.Equal(AnsweredBy.Human, Assert.IsType<VerdictReached>(told[0]).Verdict);
        var revised = Assert.Single(told.OfType<VerdictRevised>());
        Assert.Equal((AnsweredBy.Human, AnsweredBy.Machine, true), (revised.Previous, revised.Verdict, revised.IsFinal));
        Assert.Single(told.OfType<MessageMayStart>());
    }

    [Fact]
    public void Process_FaintBeepBehindAPerson_RevisesNothing()
    {
        var told = Listen(new CalleeSound().Quiet(0.6).Talk(0.7).Quiet(1.4).Tone(TonePatterns.RecordBeep with { LevelDbm0 = -45 }).Quiet(1));
        Assert.Equal(AnsweredBy.Human, FinalVerdict(told));
        Assert.Single(told);
    }

    [Fact]
    public void Process_CalleeTalksOnOverTheAgent_RevisesAHumanToAMachine()
    {
        var hello = new CalleeSound().Quiet(0.6).Talk(0.5).Quiet(1);
        var agentBegins = hello.Length;
        var told = Listen(hello.Talk(4), elapsed => elapsed > agentBegins);

        Assert.Equal(AnsweredBy.Human, Assert.IsType<VerdictReached>(told[0]).Verdict);
        Assert.Equal(AnsweredBy.Machine, FinalVerdict(told));
    }

    [Fact]
    public void Process_PersonWhoTalksLongInReplyToTheAgent_StaysAHuman()
    {
        var hello = new CalleeSound().Quiet(0.6).Talk(0.5).Quiet(1);
        var (begins, ends) = (hello.Length, hello.Length + TimeSpan.FromSeconds(2));
        var told = Listen(hello.Quiet(2.2).Talk(9).Quiet(1), elapsed => elapsed > begins && elapsed < ends);

        Assert.Equal(AnsweredBy.Human, FinalVerdict(told));
    }

    [Fact]
    public void Process_SpecialInformationTones_AreAnIntercept() =>
        Assert.Equal(AnsweredBy.Intercept, FinalVerdict(Listen(new CalleeSound().Quiet(0.5).Tone(TonePatterns.SpecialInformation).Quiet(0.3).Talk(3))));

    [Fact]
    public void Process_BeepLikeAFaxAfterAGreeting_IsAMachines() =>
        Assert.Equal(AnsweredBy.Machine, FinalVerdict(Listen(Greeting(2).Quiet(0.6).Tone(TonePatterns.FaxCalling, 0.5).Quiet(2))));

    [Fact]
    public void Process_FaxTone_IsAFax() =>
        Assert.Equal(AnsweredBy.Fax, FinalVerdict(Listen(new CalleeSound().Quiet(1).Tone(TonePatterns.FaxAnswer))));

    [Fact]
    public void Process_BusyTone_IsBusy() =>
        Assert.Equal(AnsweredBy.Busy, FinalVerdict(Listen(new CalleeSound().Quiet(0.3).Tone(TonePatterns.BusyEu, 4))));

    [Fact]
    public void Process_BusyToneAfterAGreeting_IsAMachineThatHungUpAndTakesNoMessage()
    {
        var told = Listen(Greeting(5).Quiet(0.5).Tone(TonePatterns.BusyUs, 4).Quiet(3));
        Assert.Equal(AnsweredBy.Machine, FinalVerdict(told));
        Assert.Empty(told.OfType<MessageMayStart>());
    }

    [Fact]
    public void Process_RingingThenGreeting_IsAHuman()
    {
        var told = Listen(new CalleeSound().Tone(TonePatterns.RingbackEu, 3).Talk(0.5).Quiet(2));
        Assert.Equal(AnsweredBy.Human, FinalVerdict(told));
        Assert.Single(told);
    }

    [Fact]
    public void Process_RingingOnly_IsRingbackASecondAfterTheNoSpeechTimeout()
    {
        var verdict = Assert.IsType<VerdictReached>(Assert.Single(Listen(new CalleeSound().Tone(TonePatterns.RingbackUs, 8))));
        Assert.Equal(AnsweredBy.Ringback, verdict.Verdict);
        Assert.False(verdict.IsFinal);
        Assert.Equal(new AnswerDetectorOptions().NoSpeechTimeout + TimeSpan.FromSeconds(1), verdict.At);
    }

    [Fact]
    public void Process_NobodySpeaks_IsSilenceAndALateGreetingRevisesIt()
    {
        var told = Listen(new CalleeSound().Quiet(7).Talk(0.5).Quiet(2));
        Assert.Equal(AnsweredBy.Silence, Assert.IsType<VerdictReached>(told[0]).Verdict);
        Assert.Equal(AnsweredBy.Human, FinalVerdict(told));
    }

    [Fact]
    public void Process_HumanPastTheRevisionWindow_IsSettledAndBeepsSayNothing()
    {
        var detector = new AnswerDetector(new() { RevisionWindow = TimeSpan.FromSeconds(3) });
        var told = new CalleeSound().Quiet(0.6).Talk(0.5).Quiet(6).Tone(TonePatterns.RecordBeep).Quiet(1).ToArray()
            .Chunk(AnswerDetector.FrameLength).SelectMany(frame => detector.Process(frame).ToArray()).ToList();

        Assert.True(detector.IsSettled);
        Assert.Equal(AnsweredBy.Human, Assert.IsType<VerdictReached>(Assert.Single(told)).Verdict);
    }

    [Fact]
    public void Finish_BeforeAVerdict_IsUnknown()
    {
        var detector = new AnswerDetector();
        detector.Process(new short[160]);
        Assert.Equal(AnsweredBy.Unknown, Assert.IsType<VerdictReached>(Assert.Single(detector.Finish())).Verdict);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(2.0)]
    public void Process_OtherLevels_GiveTheSameVerdicts(double gain)
    {
        Assert.Equal(AnsweredBy.Human, FinalVerdict(Listen(new CalleeSound(1).Quiet(0.6).Talk(0.5, 3000 * gain).Quiet(2))));
        Assert.Equal(AnsweredBy.Machine, FinalVerdict(Listen(Greeting(1, 3000 * gain).Quiet(0.6).Tone(TonePatterns.RecordBeep).Quiet(1))));
    }

    [Theory]
    [InlineData(AnswerProfile.Fast, AnswerProfile.Careful)]
    public void Process_CarefulProfile_IsNeverSoonerThanFast(AnswerProfile fast, AnswerProfile careful)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            TimeSpan At(AnswerProfile profile) =>
                Listen(new CalleeSound(seed).Quiet(0.6).Talk(0.4 + (0.2 * seed)).Quiet(3), options: new() { Profile = profile })[0].At;

            Assert.True(At(fast) <= At(careful));
        }
    }

    [Fact]
    public void Process_NothingToTell_DoesNotAllocate()
    {
        var detector = new AnswerDetector();
        var sound = new CalleeSound().Quiet(0.5).Talk(0.5).Quiet(2).ToArray();
        foreach (var frame in sound.Chunk(160))
        {
            detector.Process(frame);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 8000; i += 160)
        {
            detector.Process(sound.AsSpan(i, 160));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>All frames of a call but those that tell something.</summary>
    [Fact]
    public void Process_FramesThatTellNothing_DoNotAllocate()
    {
        Listen(Greeting(6).Quiet(0.6).Tone(TonePatterns.RecordBeep).Quiet(2));   // Warm.
        var sound = Greeting(7).Talk(2).Quiet(0.6).Tone(TonePatterns.RecordBeep).Quiet(1).ToArray();
        var detector = new AnswerDetector();
        var (frames, telling, allocating) = (0, 0, 0);
        for (var at = 0; at + AnswerDetector.FrameLength <= sound.Length; at += AnswerDetector.FrameLength)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var tells = detector.Process(sound.AsSpan(at, AnswerDetector.FrameLength)).Count > 0;
            var allocated = GC.GetAllocatedBytesForCurrentThread() > before;
            (frames, telling, allocating) = (frames + 1, telling + (tells ? 1 : 0), allocating + (allocated && !tells ? 1 : 0));
        }

        Assert.True(frames > 300 && telling > 0);
        Assert.Equal(0, allocating);
    }

    [Fact]
    public void Detector_OfALeg_KeepsLessThan64Kilobytes()
    {
        var sound = Greeting(8).Talk(2).Quiet(2).ToArray();
        Listen(Greeting(8));   // Warm: the model and the phrases are shared by all.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var detector = new AnswerDetector();
        for (var at = 0; at + AnswerDetector.FrameLength <= sound.Length; at += AnswerDetector.FrameLength)
        {
            detector.Process(sound.AsSpan(at, AnswerDetector.FrameLength));
        }

        var kept = GC.GetAllocatedBytesForCurrentThread() - before;   // All it ever allocated, so no less than what it keeps.
        GC.KeepAlive(detector);
        Assert.InRange(kept, 1_000, 64 * 1024);
    }

    private static CalleeSound Greeting(int seed, double amplitude = 3000) =>
        new CalleeSound(seed).Quiet(0.8).Talk(1.6, amplitude).Quiet(0.35).Talk(2.2, amplitude).Quiet(0.4).Talk(2.4, amplitude);

    private static AnsweredBy FinalVerdict(List<AnswerSignal> told) => told.Select(signal => signal switch
    {
        VerdictReached reached => (AnsweredBy?)reached.Verdict,
        VerdictRevised revised => revised.Verdict,
        _ => null,
    }).Last(verdict => verdict is not null)!.Value;

    private static List<AnswerSignal> Listen(CalleeSound sound, Func<TimeSpan, bool>? agentSpeaks = null, AnswerDetectorOptions? options = null)
    {
        var detector = new AnswerDetector(options);
        List<AnswerSignal> told = [];
        foreach (var frame in sound.ToArray().Chunk(AnswerDetector.FrameLength).Where(f => f.Length == AnswerDetector.FrameLength))
        {
            told.AddRange(detector.Process(frame, agentSpeaks?.Invoke(detector.Elapsed) ?? false));
        }

        return told;
    }
}
