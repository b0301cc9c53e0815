using Parley.Agents.Turns;

namespace Parley.Agents.Tests.Turns;

public sealed class SpokenTextTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1000, "")]
    [InlineData(1499, "")]
    [InlineData(1500, "Hello")]
    [InlineData(1900, "Hello")]
    [InlineData(2100, "Hello you.")]
    [InlineData(3900, "Hello you. Good")]
    [InlineData(4100, "Hello you. Good day.")]
    public void Until_Position_GivesTheWordsPlayedWhole(long position, string expected)
    {
        var spoken = new SpokenText(8000);
        spoken.Begin("Hello you.", 1000);
        spoken.End(2000);
        spoken.Begin("Good day.", 3000);
        spoken.End(4000);

        Assert.Equal(expected, spoken.Until(position));
    }

    [Fact]
    public void Until_SentenceStillBeingMade_GuessesFromTheUsualPace()
    {
        var spoken = new SpokenText(8000);
        spoken.Begin("This sentence would take four seconds to say to its end....", 0);

        Assert.Equal("This sentence", spoken.Until(8000));
    }
}
