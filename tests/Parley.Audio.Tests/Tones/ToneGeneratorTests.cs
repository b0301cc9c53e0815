using Parley.Audio.Tones;

namespace Parley.Audio.Tests.Tones;

public sealed class ToneGeneratorTests
{
    public static TheoryData<char> Keys => [.. "0123456789*#ABCD"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Dtmf_EveryKey_IsHeardAsThatKey(char key)
    {
        var pattern = TonePatterns.Dtmf(key, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(50));
        var samples = ToneGenerator.Render(pattern, 8000);

        Assert.Equal(1200, samples.Length);
        Assert.True(DtmfTones.TryDetect(samples.AsSpan(80, 640), 8000, out var heard));
        Assert.Equal(key, heard);
        Assert.All(samples[800..], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void TryDetect_VoiceOrSilenceOrOneTone_HearsNoKey()
    {
        Assert.False(DtmfTones.TryDetect(Sound.Vowel(120, 9000, 8000, 640), 8000, out _));
        Assert.False(DtmfTones.TryDetect(new short[640], 8000, out _));
        Assert.False(DtmfTones.TryDetect(Sound.Sine(697, 9000, 8000, 640), 8000, out _));
        Assert.False(DtmfTones.TryDetect([], 8000, out _));
    }

    [Fact]
    public void Dtmf_NotAKey_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TonePatterns.Dtmf('x', TimeSpan.FromSeconds(1), TimeSpan.Zero));

    [Fact]
    public void RingbackUs_SixSeconds_SoundsTwoAtItsTwoFrequencies()
    {
        var samples = ToneGenerator.Render(TonePatterns.RingbackUs, 8000, TimeSpan.FromSeconds(8));

        var power = Goertzel.MeanSquare(samples.AsSpan(0, 16_000));
        Assert.Equal(0.5, Goertzel.Power(samples.AsSpan(0, 16_000), 440, 8000) / power, 0.02);
        Assert.Equal(0.5, Goertzel.Power(samples.AsSpan(0, 16_000), 480, 8000) / power, 0.02);
        Assert.All(samples[16_000..48_000], sample => Assert.Equal(0, sample));
        Assert.NotEqual(0, Goertzel.MeanSquare(samples.AsSpan(48_000)));
    }

    [Fact]
    public void SpecialInformation_HasItsThreeTonesInOrder()
    {
        var samples = ToneGenerator.Render(TonePatterns.SpecialInformation, 8000);
        double[] frequencies = [950, 1400, 1800];
        for (var i = 0; i < 3; i++)
        {
            var part = samples.AsSpan(i * 2640, 2640);
            Assert.True(Goertzel.Power(part, frequencies[i], 8000) > 0.95 * Goertzel.MeanSquare(part));
        }
    }

    [Fact]
    public void LevelDbm0_OfASine_IsWhatIsHeard()
    {
        var samples = ToneGenerator.Render(TonePatterns.RecordBeep with { LevelDbm0 = -10 }, 8000);

        // A full-scale sine is +3.14 dBm0 and -3.01 dBov.
        Assert.Equal(-10 - 3.14 - 3.01, Level.Dbov(samples.AsSpan(100, 3000)), 0.1);
    }

    [Fact]
    public void Generate_InPieces_EqualsInOne()
    {
        var whole = ToneGenerator.Render(TonePatterns.BusyUs, 8000, TimeSpan.FromSeconds(3));
        var generator = new ToneGenerator(TonePatterns.BusyUs, 8000);
        var pieces = new short[whole.Length];
        var random = new Random(7);
        for (var at = 0; at < pieces.Length;)
        {
            var length = Math.Min(random.Next(1, 333), pieces.Length - at);
            Assert.Equal(length, generator.Generate(pieces.AsSpan(at, length)));
            at += length;
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Generate_PastTheEnd_SaysSoAndFillsWithSilence()
    {
        var generator = new ToneGenerator(TonePatterns.RecordBeep, 8000);
        var samples = Sound.Noise(1, 1000, 4000);
        Assert.Equal(3200, generator.Generate(samples));
        Assert.All(samples[3200..], sample => Assert.Equal(0, sample));
        Assert.Equal(0, generator.Generate(samples));
    }

    [Fact]
    public void Render_EndlessPatternWithoutLength_Throws() =>
        Assert.Throws<ArgumentException>(() => ToneGenerator.Render(TonePatterns.BusyEu, 8000));

    [Fact]
    public void OneTick_DoesNotAllocate()
    {
        var generator = new ToneGenerator(TonePatterns.RingbackUk, 8000);
        var samples = new short[160];
        Assert.Equal(0, Sound.Allocated(() => generator.Generate(samples)));
    }
}
