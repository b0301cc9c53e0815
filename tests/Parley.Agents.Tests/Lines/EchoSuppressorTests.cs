using Parley.Agents.Lines;

namespace Parley.Agents.Tests.Lines;

public sealed class EchoSuppressorTests
{
    [Theory]
    [InlineData(8000, true)]
    [InlineData(16000, true)]
    [InlineData(48000, true)]
    [InlineData(11025, false)]
    [InlineData(22050, false)]
    [InlineData(44100, false)]
    public void For_RateThatCannotBeLookedAt_IsNone(int sampleRate, bool isPossible) => Assert.Equal(isPossible, EchoSuppressor.For(sampleRate) is not null);
}
