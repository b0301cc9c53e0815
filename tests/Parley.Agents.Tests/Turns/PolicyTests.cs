namespace Parley.Agents.Tests.Turns;

public sealed class PolicyTests
{
    private static readonly TurnMoment s_quiet = new() { Words = "", Tick = Ms(20), HasRecogniser = true };
    private static readonly TurnMoment s_into = s_quiet with { HasVoice = true, IsAgentsTurn = true, Speech = Ms(300) };

    [Fact]
    public void StartByVoice_OnlyMayInterrupt_UnlessTalkIsLongAndNobodyWritesItDown()
    {
        var policy = new StartByVoice();

        Assert.Equal(TurnStart.No, policy.Judge(s_quiet));
        Assert.Equal(TurnStart.Yes, policy.Judge(s_quiet with { HasVoice = true }));
        Assert.Equal(TurnStart.Perhaps, policy.Judge(s_into with { Speech = Ms(900) }));
        Assert.Equal(TurnStart.Perhaps, policy.Judge(s_into with { HasRecogniser = false }));
        Assert.Equal(TurnStart.Yes, policy.Judge(s_into with { HasRecogniser = false, Speech = Ms(400) }));
        Assert.Equal(TurnStart.Yes, (policy with { IsAlwaysSure = true }).Judge(s_into));
    }

    [Fact]
    public void StartByTranscript_Backchannel_InterruptsOnlyWhoIsAllButDone()
    {
        var policy = new StartByTranscript();

        Assert.Equal(TurnStart.No, policy.Judge(s_into));
        Assert.Equal(TurnStart.No, policy.Judge(s_into with { Words = "uh-huh" }));
        Assert.Equal(TurnStart.No, policy.Judge(s_into with { Words = "uh-huh", AgentRest = Ms(1100) }));
        Assert.Equal(TurnStart.Yes, policy.Judge(s_into with { Words = "uh-huh", AgentRest = Ms(900) }));
        Assert.Equal(TurnStart.Yes, policy.Judge(s_into with { Words = "wait" }));
        Assert.Equal(TurnStart.Yes, policy.Judge(s_quiet with { Words = "okay" }));
        Assert.Equal(TurnStart.No, (policy with { Backchannels = Backchannels.For("nl") }).Judge(s_into with { Words = "Precies." }));
    }

    [Theory]
    [InlineData("", false, TurnStart.No)]
    [InlineData("one two", false, TurnStart.No)]
    [InlineData("one - two", false, TurnStart.No)]
    [InlineData("one two three", false, TurnStart.Yes)]
    [InlineData("one", true, TurnStart.Yes)]
    public void StartByWords_CountsOnlyInTheAgentsTurn(string words, bool isQuiet, TurnStart expected) =>
        Assert.Equal(expected, new StartByWords(3).Judge((isQuiet ? s_quiet : s_into) with { Words = words }));

    [Fact]
    public void StopBySilence_Pause_IsTheWholePause()
    {
        var policy = new StopBySilence(Ms(600));

        Assert.False(policy.IsOver(s_quiet with { Silence = Ms(580) }));
        Assert.True(policy.IsOver(s_quiet with { Silence = Ms(600) }));
    }

    [Theory]
    [InlineData(true, 200, true)]
    [InlineData(true, 180, false)]
    [InlineData(false, 400, false)]
    public void StopByTranscript_FinalWordsAndAShortSilence_IsOver(bool isFinal, int silence, bool expected) =>
        Assert.Equal(expected, new StopByTranscript().IsOver(s_quiet with { Words = "yes", AreWordsFinal = isFinal, Silence = Ms(silence) }));

    [Fact]
    public void HasPausedFor_APauseThatGrows_IsTrueOnce() =>
        Assert.Equal([10], Enumerable.Range(0, 100).Where(tick => (s_quiet with { Silence = Ms(tick * 20) }).HasPausedFor(Ms(200))));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
