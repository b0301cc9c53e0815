namespace Parley.Agents.Tests.Turns;

public sealed class BackchannelsTests
{
    [Theory]
    [InlineData("Uh-huh.")]
    [InlineData("uh huh")]
    [InlineData("Mmm-hmm!")]
    [InlineData("Yeah, yeah, okay.")]
    [InlineData("I see.")]
    [InlineData("")]
    public void Match_OnlyListening_IsTrue(string text) => Assert.True(Backchannels.Default.Match(text));

    [Theory]
    [InlineData("No.")]
    [InlineData("Stop")]
    [InlineData("Yes, but not today")]
    [InlineData("I")]
    [InlineData("Ja, genau")]
    public void Match_SomethingSaid_IsFalse(string text) => Assert.False(Backchannels.Default.Match(text));

    [Theory]
    [InlineData("I", true)]
    [InlineData("okay go", true)]
    [InlineData("ye", true)]
    [InlineData("I want", false)]
    [InlineData("no", false)]
    public void Match_NotYetWhole_AllowsForABeginning(string text, bool expected) => Assert.Equal(expected, Backchannels.Default.Match(text, isWhole: false));

    [Fact]
    public void For_Languages_KnowsTheWordsOfEach()
    {
        var words = Backchannels.For("de-AT", "pt");

        Assert.True(words.Match("Ja, genau, pois é."));
        Assert.False(words.Match("yeah"));
    }

    [Fact]
    public void Languages_Each_MatchesItsOwnWords() =>
        Assert.All(Backchannels.Languages, language => Assert.True(Backchannels.For(language).Match("ok")));

    [Fact]
    public void None_AnyWord_IsSomethingSaid() => Assert.False(Backchannels.None.Match("mhm"));
}
