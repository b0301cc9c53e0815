namespace Parley.Audio.Tests;

public sealed class LevelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(160)]
    [InlineData(1003)]
    public void Dbov_FullScaleSquareWave_IsZero(int length)
    {
        var samples = Enumerable.Repeat(short.MinValue, length).ToArray();

        Assert.Equal(length == 0 ? Level.Silence : 0, Level.Dbov(samples), 9);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(160)]
    [InlineData(961)]
    public void Dbov_AnySamples_IsTheirRootMeanSquare(int length)
    {
        var random = new Random(length);
        var samples = Enumerable.Range(0, length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1)).ToArray();

        var expected = 10 * Math.Log10(samples.Average(sample => (double)sample * sample) / Math.Pow(32768, 2));

        Assert.Equal(expected, Level.Dbov(samples), 9);
    }

    [Fact]
    public void Dbov_Zeros_IsSilence() => Assert.Equal(Level.Silence, Level.Dbov(new short[160]));
}
