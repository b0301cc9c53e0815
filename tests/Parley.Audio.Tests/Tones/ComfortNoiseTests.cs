using Parley.Audio.Tones;

namespace Parley.Audio.Tests.Tones;

public sealed class ComfortNoiseTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(70)]
    public void Fill_Level_IsAsLoudAsThat(int level)
    {
        var samples = new short[8000];
        new ComfortNoise().Fill(samples, level);
        Assert.Equal(-level, Level.Dbov(samples), 0.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    public void Fill_Extremes_StayInRange(int level)
    {
        var samples = new short[8000];
        new ComfortNoise().Fill(samples, level);
        Assert.Equal(level == 127, Level.Dbov(samples) == Level.Silence);
    }

    [Fact]
    public void Fill_IsNoTone() // Nothing stands out.
    {
        var samples = new short[8000];
        new ComfortNoise().Fill(samples, 30);
        for (var hz = 100; hz < 4000; hz += 100)
        {
            Assert.True(Goertzel.Power(samples, hz, 8000) < 0.01 * Goertzel.MeanSquare(samples));
        }
    }
}
