using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Testing.Facts;

namespace Parley.Testing.Tests.Facts;

public sealed class CallFactsTests
{
    [Fact]
    public void FirstWord_CountsFromTheAnswerToTheSoundAtTheFarEnd()
    {
        var facts = Facts(call => call.Answered(1000).AgentSays(1400, 2000, "Hello."));

        Assert.Equal(Ms(450), facts.FirstWord);
    }

    [Fact]
    public void FirstWord_NothingHeard_IsUnknown() => Assert.Null(Facts(call => call.Answered(1000)).FirstWord);

    [Fact]
    public void VerdictAfterAnswer_RevisedVerdict_CountsToTheRevision()
    {
        var facts = Facts(call => call.Answered(1000)
            .Event(2000, new AnswerDetected("leg", AnsweredBy.Human, 0.8, "short"))
            .Event(5000, new AnswerRevised("leg", AnsweredBy.Machine, 0.9, "beep")));

        Assert.Equal((AnsweredBy.Machine, Ms(4000)), (facts.AnsweredBy, facts.VerdictAfterAnswer));
    }

    [Fact]
    public void VerdictAfterAnswer_SameVerdictTwice_CountsToTheFirst()
    {
        var facts = Facts(call => call.Answered(1000)
            .Event(2000, new AnswerDetected("leg", AnsweredBy.Human, 0.8, "short"))
            .Event(5000, new AnswerRevised("leg", AnsweredBy.Human, 0.9, "talks")));

        Assert.Equal(Ms(1000), facts.VerdictAfterAnswer);
    }

    [Fact]
    public void ResponseTimes_TurnsBackAndForth_GivesEverySilenceBeforeTheAgent()
    {
        var facts = Facts(call => call.Answered(1000)
            .FarEndSounds(1200, 1700).AgentSounds(2300, 3000)
            .FarEndSounds(3400, 4000).AgentSounds(5000, 5500).AgentSounds(5800, 6100));

        Assert.Equal([Ms(600), Ms(1000)], facts.ResponseTimes);
    }

    [Fact]
    public void ResponseTimes_FarEndSpokeDuringTheAgentsTurnOnly_CountsNothing()
    {
        var facts = Facts(call => call.Answered(1000).AgentSounds(1500, 3000).FarEndSounds(2000, 2500).AgentSounds(3500, 4000));

        Assert.Empty(facts.ResponseTimes);
    }

    [Fact]
    public void BargeIns_Interruption_CountsFromTheFirstSoundToSilenceAtTheFarEnd()
    {
        var facts = Facts(call => call.Answered(1000).AgentSounds(1500, 3400).FarEndSounds(3000, 4000).Event(3320, new BotInterrupted("leg")));

        Assert.Equal([Ms(400)], facts.BargeIns);
    }

    [Fact]
    public void BargeIns_BothBeganAtOnce_CountsFromTheLater()
    {
        var facts = Facts(call => call.Answered(1000).FarEndSounds(1900, 3000).AgentSounds(2000, 2350).Event(2300, new BotInterrupted("leg")));

        Assert.Equal([Ms(350)], facts.BargeIns);
    }

    [Fact]
    public void BargeIns_OverlapWithoutInterruption_CountsNothing()
    {
        var facts = Facts(call => call.Answered(1000).AgentSounds(1500, 3400).FarEndSounds(3000, 3200));

        Assert.Empty(facts.BargeIns);
    }

    [Fact]
    public void Beep_OfMachine_EndsWithItsSound()
    {
        var facts = Facts(call => call.Answered(1000).FarEndSounds(1300, 5000).FarEnd(5300, SimulatedCallEventKind.Played, "beep").FarEndSounds(5310, 5710));

        Assert.Equal(new SoundSpan(Ms(5300), Ms(5710)), facts.Beep);
    }

    [Fact]
    public void AgentTurns_OfTwoConversations_AreKeptApart()
    {
        var facts = Facts(call => call
            .Event(1000, new BotStartedSpeaking("a")).Event(1500, new BotStartedSpeaking("b"))
            .Event(2000, new BotTranscript("a", "one", false)).Event(3000, new BotTranscript("b", "two", true)));

        Assert.Equal([new(Ms(1000), Ms(2000), "one", false), new(Ms(1500), Ms(3000), "two", true)], facts.AgentTurns);
    }

    [Fact]
    public void HeardBetween_SpanAcrossTheEdge_CountsThePartWithin()
    {
        var facts = Facts(call => call.Answered(1000).AgentSounds(1500, 2500).AgentSounds(3000, 3500));

        Assert.Equal(Ms(500 + 200), facts.HeardBetween(Ms(2000), Ms(3200)));
    }

    private static CallFacts Facts(Action<TestCall> happens)
    {
        var call = new TestCall();
        happens(call);
        return new(call.Record());
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
