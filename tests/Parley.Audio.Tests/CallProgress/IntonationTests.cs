using Parley.Audio.CallProgress;

namespace Parley.Audio.Tests.CallProgress;

public sealed class IntonationTests
{
    /// <summary>Voices an octave apart: only the melody counts.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    public void Process_PitchThatRisesOrFalls_IsToldRelativeToItself(double hz)
    {
        var (asks, states, drones) = (Listen(Glide(hz, 1.5 * hz)), Listen(Glide(1.5 * hz, hz)), Listen(Glide(hz, hz)));

        Assert.InRange(asks.Rise, 0.8, 6);
        Assert.InRange(asks.End, 0.8, 6);
        Assert.InRange(states.Rise, -6, -0.8);
        Assert.InRange(states.End, -6, -0.8);
        Assert.InRange(drones.Rise, -0.3, 0.3);
        Assert.InRange(drones.End, -0.3, 0.3);
    }

    [Fact]
    public void Process_HissWithoutPitch_HasNoMelody()
    {
        var melody = Listen(Sound.Noise(3, 3000, 4000));

        Assert.Equal(0, melody.Rise);
        Assert.Equal(0, melody.End);
    }

    [Fact]
    public void Begin_AnotherUtterance_ForgetsTheMelodyBefore()
    {
        var melody = Listen(Glide(120, 180));
        melody.Begin();
        Assert.Equal((0, 0), (melody.Rise, melody.End));

        Feed(melody, Glide(180, 120));

        Assert.Equal(Listen(Glide(180, 120)).End, melody.End, 0.5);
    }

    [Fact]
    public void Process_NoSpeech_IsNotLookedAt()
    {
        var melody = new Intonation();
        Feed(melody, Glide(120, 180), isSpeech: false);

        Assert.Equal((0, 0), (melody.Rise, melody.End));
    }

    private static Intonation Listen(short[] talk)
    {
        var melody = new Intonation();
        Feed(melody, talk);
        return melody;
    }

    private static void Feed(Intonation melody, short[] talk, bool isSpeech = true)
    {
        foreach (var frame in talk.Chunk(CallProgressAnalyzer.FrameLength))
        {
            melody.Process(Array.ConvertAll(frame, sample => (float)sample), isSpeech);
        }
    }

    /// <summary>Half a second of a voice whose pitch moves evenly: the harmonics of a buzz.</summary>
    private static short[] Glide(double fromHz, double toHz)
    {
        var samples = new short[4000];
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            phase += 2 * Math.PI * (fromHz + ((toHz - fromHz) * i / samples.Length)) / 8000;
            samples[i] = (short)(Enumerable.Range(1, 6).Sum(k => Math.Sin(k * phase) / k) * 3000);
        }

        return samples;
    }
}
