using Parley.Agents;
using Parley.Speech.Onnx.SmartTurn;

namespace Parley.Speech.Onnx.Tests;

public sealed class SmartTurnTests
{
    [Fact]
    public void Features_OfSilence_AreAllTheFloor() =>
        // log10(1e-10) is -10; (-10 + 4) / 4.
        Assert.All(WhisperFeatures.Of(new short[1000]), value => Assert.Equal(-1.5, value, 1e-5));

    [Theory]
    [InlineData(440, 11)]
    [InlineData(1000, 26)]
    [InlineData(4000, 62)]
    public void Features_OfATone_PeakInItsMelBand(double hz, int band)
    {
        // Band b is centred on the mel (b + 1) * 45.245 / 81, of which 15 are 1 kHz: 440 Hz is mel 6.6, 1 kHz 15, 4 kHz 35.16.
        var features = WhisperFeatures.Of(Tone(hz, seconds: 8));

        var loudest = Enumerable.Range(0, WhisperFeatures.Bands).MaxBy(b => features[b * WhisperFeatures.Steps + 400]);
        Assert.InRange(loudest, band - 1, band + 1);
    }

    [Fact]
    public void Features_OfTwoSeconds_LieAtTheEnd()
    {
        var features = WhisperFeatures.Of(Tone(1000, seconds: 2));

        float At(int step) => Enumerable.Range(0, WhisperFeatures.Bands).Max(band => features[band * WhisperFeatures.Steps + step]);
        Assert.True(At(700) - At(300) > 1.9); // The range is 8 / 4.
        Assert.True(At(595) - At(650) < -1.5);
    }

    [Fact]
    public void Features_TwiceAsLoud_AreTheSame()
    {
        var one = WhisperFeatures.Of(Tone(700, 8, 4000));
        var two = WhisperFeatures.Of(Tone(700, 8, 8000));

        Assert.All(one.Zip(two), pair => Assert.Equal(pair.First, pair.Second, 0.05));
    }

    [Fact]
    public void Model_Asked_GivesItsNumber()
    {
        using var model = new SmartTurnModel(OnnxModel.Open(OnnxBytes.TurnLike(), "test"));
        var features = new float[WhisperFeatures.Bands * WhisperFeatures.Steps];
        Array.Fill(features, 0.75f);

        Assert.Equal(0.75, model.ProbabilityOfEnd(features), 1e-3);
        Assert.Throws<InvalidDataException>(() => new SmartTurnModel(OnnxModel.Open(OnnxBytes.VadLike(1), "test")));
    }

    [Theory]
    [InlineData(0.9f, 200, true)]
    [InlineData(0.9f, 180, false)]
    [InlineData(0.9f, 220, false)]
    [InlineData(0.1f, 200, false)]
    [InlineData(0.1f, 2980, false)]
    [InlineData(0.1f, 3000, true)]
    public void Policy_Pause_IsOverWhenTheModelSaysSoOrAfterLongSilence(float probability, int silence, bool expected)
    {
        var model = new FixedModel(probability);
        var moment = new TurnMoment
        {
            Words = "", Tick = TimeSpan.FromMilliseconds(20), Silence = TimeSpan.FromMilliseconds(silence), Sound = new FixedSound(),
        };

        Assert.Equal(expected, new StopBySmartTurn(model).IsOver(moment));
        Assert.Equal(silence == 200 ? 1 : 0, model.Asked);
    }

    private static short[] Tone(double hz, double seconds, double amplitude = 8000) =>
        [.. Enumerable.Range(0, (int)(seconds * 16_000)).Select(i => (short)(amplitude * Math.Sin(2 * Math.PI * hz * i / 16_000)))];

    private sealed class FixedModel(float probability) : ISmartTurn
    {
        public int Asked { get; private set; }

        public float ProbabilityOfEnd(float[] features)
        {
            Asked++;
            Assert.Equal(80 * 800, features.Length);
            return probability;
        }
    }

    private sealed class FixedSound : ITurnSound
    {
        public int SampleRate => 8000;

        public short[] ToArray() => new short[8000];
    }
}
