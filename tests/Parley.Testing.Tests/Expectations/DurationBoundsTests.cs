using Parley.Testing.Expectations;

namespace Parley.Testing.Tests.Expectations;

public sealed class DurationBoundsTests
{
    [Theory]
    [InlineData("3s..", "at least 3s", 2.9, false)]
    [InlineData("3s..", "at least 3s", 3, true)]
    [InlineData("..500ms", "at most 500ms", 0.5, true)]
    [InlineData("..500ms", "at most 500ms", 0.51, false)]
    [InlineData("1s .. 2s", "1s to 2s", 1.5, true)]
    [InlineData("1s..2s", "1s to 2s", 0.5, false)]
    public void TryParse_Bounds_ContainWhatIsWithin(string text, string words, double seconds, bool isWithin)
    {
        Assert.True(DurationBounds.TryParse(text, out var bounds));
        Assert.Equal((words, isWithin), (bounds.ToString(), bounds.Contains(TimeSpan.FromSeconds(seconds))));
    }

    [Theory]
    [InlineData("3s")]
    [InlineData("..")]
    [InlineData("2s..1s")]
    [InlineData("a..b")]
    public void TryParse_NoBounds_ReturnsFalse(string text) => Assert.False(DurationBounds.TryParse(text, out _));
}
