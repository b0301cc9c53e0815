using Parley.Rtp.Quality;

namespace Parley.Rtp.Tests.Quality;

public sealed class EModelTests
{
    private static readonly CodecQuality G711 = CodecQuality.Of("PCMU", 8000, isConcealed: true)!.Value;

    [Fact]
    public void Rating_AllDefaults_IsTheRecommendationsOwn()
    {
        Assert.Equal(93.2, EModel.Rating(G711, TimeSpan.Zero, 0, 1), 1);
        Assert.Equal(4.41, EModel.Mos(G711, TimeSpan.Zero, 0, 1), 2);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 2.58)]
    [InlineData(60, 3.1)]
    [InlineData(70, 3.6)]
    [InlineData(80, 4.03)]
    [InlineData(90, 4.34)]
    [InlineData(100, 4.5)]
    [InlineData(-5, 1)]
    public void ToMos_Rating_IsAsInTheRecommendationsTable(double rating, double mos) => Assert.Equal(mos, EModel.ToMos(rating), 0.011);

    [Theory]
    [InlineData(5, 77.9)]    // 95 * 5 / (5 + 25.1) = 15.8 less than none
    [InlineData(20, 51.1)]
    public void Rating_RandomLoss_IsWorseByTheFormula(int percent, double rating) => Assert.Equal(rating, EModel.Rating(G711, TimeSpan.Zero, percent / 100.0, 1), 0.8);

    [Fact]
    public void Mos_LossInBursts_IsWorseThanByChance() =>
        Assert.True(EModel.Mos(G711, TimeSpan.Zero, 0.05, 3) < EModel.Mos(G711, TimeSpan.Zero, 0.05, 1) - 0.05);

    [Fact]
    public void Mos_NotConcealed_IsWorse() =>
        Assert.True(EModel.Mos(CodecQuality.Of("PCMU", 8000, isConcealed: false)!.Value, TimeSpan.Zero, 0.03, 1) < EModel.Mos(G711, TimeSpan.Zero, 0.03, 1) - 0.5);

    [Fact]
    public void Mos_MoreDelay_IsNeverBetterAndFallsBehindAQuarterSecond()
    {
        var scores = Enumerable.Range(0, 100).Select(i => EModel.Mos(G711, TimeSpan.FromMilliseconds(i * 10), 0, 1)).ToList();

        Assert.All(Enumerable.Range(1, 99), i => Assert.True(scores[i] <= scores[i - 1] + 1e-9));
        Assert.InRange(scores[15], 4.2, 4.41);
        Assert.InRange(scores[40], 3, 4);
    }

    [Fact]
    public void Mos_Wideband_HasAScaleOfItsOwn()
    {
        var g722 = CodecQuality.Of("G722", 8000, isConcealed: true)!.Value;
        Assert.Equal(EModel.ToMos((129 - 13) / 1.29), EModel.Mos(g722, TimeSpan.Zero, 0, 1), 3);
        Assert.Null(CodecQuality.Of("opus", 48_000, isConcealed: true));
    }

    [Theory]
    [InlineData("PCMA", 8000, false, 0, 25.1, 4.3)]
    [InlineData("L16", 8000, false, 0, 25.1, 4.3)]
    [InlineData("l16", 16_000, true, 0, 4.3, 4.3)]
    [InlineData("G722", 8000, true, 13, 4.3, 4.3)]
    public void Of_Encoding_HasTheFiguresOfG113OrWhatFollowsFromThem(string encoding, int clockRate, bool isWideband, double impairment, double concealed, double unprotected)
    {
        Assert.Equal(new CodecQuality(isWideband, impairment, concealed), CodecQuality.Of(encoding, clockRate, isConcealed: true));
        Assert.Equal(new CodecQuality(isWideband, impairment, unprotected), CodecQuality.Of(encoding, clockRate, isConcealed: false));
    }

    [Fact]
    public void Mos_LinearWideband_IsTheTopOfItsScale()
    {
        Assert.Equal(4.5, EModel.Mos(CodecQuality.Of("L16", 16_000, isConcealed: true)!.Value, TimeSpan.Zero, 0, 1));
        Assert.Equal(4.41, EModel.Mos(CodecQuality.Of("L16", 8000, isConcealed: true)!.Value, TimeSpan.Zero, 0, 1), 2);
    }
}
