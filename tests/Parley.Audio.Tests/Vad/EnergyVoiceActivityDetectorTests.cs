using Parley.Audio.Vad;

namespace Parley.Audio.Tests.Vad;

public sealed class EnergyVoiceActivityDetectorTests
{
    [Theory]
    [InlineData(0, 3000)]
    [InlineData(20, 600)]
    [InlineData(100, 3000)]
    [InlineData(500, 9000)]
    public void IsSpeech_VoiceOverSteadyNoise_IsHeardAndNoiseIsNot(double noise, double voice)
    {
        var detector = new EnergyVoiceActivityDetector();
        var quiet = Sound.Noise(1, noise, 16_000);
        var talk = Sound.Vowel(120, voice, 8000, 8000).Zip(Sound.Noise(2, noise, 8000), (a, b) => (short)(a + b)).ToArray();

        var before = Share(detector, quiet);
        var during = Share(detector, talk);
        var after = Share(detector, quiet);

        Assert.True(before < 0.02 && during > 0.9 && after < 0.05, $"{before:P0}, {during:P0}, {after:P0}");
    }

    [Fact]
    public void IsSpeech_FirstFrameIsVoice_IsHeardAtOnce()
    {
        var detector = new EnergyVoiceActivityDetector();
        Assert.True(Share(detector, Sound.Vowel(120, 6000, 8000, 8000)) > 0.9);
    }

    [Fact]
    public void IsSpeech_NoiseThatGrows_BecomesBackgroundWithinSeconds()
    {
        var detector = new EnergyVoiceActivityDetector();
        Share(detector, Sound.Noise(1, 50, 8000));
        Share(detector, Sound.Noise(2, 900, 8 * 8000));
        Assert.True(Share(detector, Sound.Noise(3, 900, 8000)) < 0.05);
    }

    [Fact]
    public void IsSpeech_FiveSecondsOfTalkWithPauses_DoesNotBecomeBackground()
    {
        var detector = new EnergyVoiceActivityDetector();
        var word = Sound.Vowel(120, 5000, 8000, 6400);
        var pause = Sound.Noise(1, 30, 1600);
        for (var i = 0; i < 4; i++)
        {
            Share(detector, word);
            Share(detector, pause);
        }

        Assert.True(Share(detector, word) > 0.9);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(900)]
    [InlineData(4000)]
    public void IsSpeech_SteadyNoiseAfterDigitalSilence_IsNoTurn(double noise)
    {
        var detector = new EnergyVoiceActivityDetector();
        var gate = new SpeechGate();
        short[] line = [.. new short[16_000], .. Sound.Noise(4, noise, 32_000)];

        var started = line.Chunk(160).Count(frame => gate.Process(detector.IsSpeech(frame), TimeSpan.FromMilliseconds(20)) is SpeechTransition.Started);

        Assert.Equal(0, started);
    }

    [Fact]
    public void IsSpeech_TalkAfterDigitalSilenceAndNoise_IsATurnAllTheSame()
    {
        var detector = new EnergyVoiceActivityDetector();
        Share(detector, new short[16_000]);
        Share(detector, Sound.Noise(4, 300, 16_000));
        var talk = Sound.Talk(5, 6000, 16_000).Zip(Sound.Noise(6, 300, 16_000), (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue)).ToArray();

        Assert.True(Share(detector, talk) > 0.75);
    }

    [Fact]
    public void IsSpeech_MainsHum_IsQuieterThanItSounds()
    {
        var detector = new EnergyVoiceActivityDetector();
        Share(detector, new short[8000]);

        Assert.Equal(0, Share(detector, Sound.Sine(50, 150, 8000, 16_000)));
    }

    [Fact]
    public void OneTick_DoesNotAllocate()
    {
        var detector = new EnergyVoiceActivityDetector();
        var gate = new SpeechGate();
        var frame = Sound.Noise(1, 5000, 160);
        Assert.Equal(0, Sound.Allocated(() => gate.Process(detector.IsSpeech(frame), TimeSpan.FromMilliseconds(20))));
    }

    private static double Share(EnergyVoiceActivityDetector detector, short[] samples) =>
        samples.Chunk(160).Select(frame => detector.IsSpeech(frame) ? 1.0 : 0.0).Average();
}
