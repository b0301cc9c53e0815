using Parley.Audio.Concealment;

namespace Parley.Audio.Tests.Concealment;

public sealed class PacketLossConcealerTests
{
    [Theory]
    [InlineData(8000, 95)]
    [InlineData(8000, 120)]
    [InlineData(8000, 210)]
    [InlineData(16_000, 120)]
    [InlineData(48_000, 150)]
    public void Conceal_EveryEighthFrameOfAVoice_BeatsSilenceAndRepetition(int rate, double pitch)
    {
        var voice = Sound.Vowel(pitch, 9000, rate, rate * 2);

        var concealed = Sound.SignalToError(voice, Lose(voice, rate, tick => tick % 8 == 5));
        var silent = Sound.SignalToError(voice, LoseSimply(voice, rate, tick => tick % 8 == 5, repeat: false));
        var repeated = Sound.SignalToError(voice, LoseSimply(voice, rate, tick => tick % 8 == 5, repeat: true));

        Assert.True(concealed > silent + 3 && concealed > repeated + 6, $"{concealed:F1} dB; silence {silent:F1}, repetition {repeated:F1}");
    }

    [Fact]
    public void Conceal_AroundAGap_MakesNoClicks()
    {
        var voice = Sound.Vowel(120, 9000, 8000, 16_000);
        var largestStep = LargestStep(voice);

        var concealed = LargestStep(Lose(voice, 8000, tick => tick % 10 is 6 or 7));
        var silent = LargestStep(LoseSimply(voice, 8000, tick => tick % 10 is 6 or 7, repeat: false));

        Assert.True(concealed < 1.3 * largestStep, $"{concealed} against {largestStep} in the voice itself");
        Assert.True(concealed < silent);
    }

    [Fact]
    public void Conceal_LongGap_FadesToSilenceWithinSixtyMilliseconds()
    {
        var concealer = new PacketLossConcealer(8000);
        foreach (var frame in Sound.Vowel(120, 9000, 8000, 8000).Chunk(160))
        {
            concealer.Good(frame);
        }

        var gap = new short[6][];
        for (var i = 0; i < gap.Length; i++)
        {
            concealer.Conceal(gap[i] = new short[160]);
        }

        Assert.True(Level.Dbov(gap[0]) > Level.Dbov(gap[1]) && Level.Dbov(gap[1]) > Level.Dbov(gap[2]));
        Assert.All(gap[3..], frame => Assert.All(frame, sample => Assert.Equal(0, sample)));
    }

    [Fact]
    public void Good_WithoutAGap_LeavesTheFrameAlone()
    {
        var concealer = new PacketLossConcealer(8000);
        foreach (var frame in Sound.Vowel(120, 9000, 8000, 8000).Chunk(160))
        {
            short[] before = [.. frame];
            concealer.Good(frame);
            Assert.Equal(before, frame);
        }
    }

    [Fact]
    public void Conceal_BeforeAnything_IsSilence()
    {
        var frame = Sound.Noise(1, 1000, 160);
        new PacketLossConcealer(8000).Conceal(frame);
        Assert.All(frame, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Conceal_FullScaleNoise_StaysWithinRange()
    {
        var concealer = new PacketLossConcealer(8000);
        var noise = Sound.Noise(2, short.MaxValue, 160);
        for (var i = 0; i < 50; i++)
        {
            concealer.Good(noise);
            var frame = new short[160];
            concealer.Conceal(frame);
            Assert.True(Level.Dbov(frame) < 0);
        }
    }

    [Fact]
    public void OneTick_DoesNotAllocate()
    {
        var concealer = new PacketLossConcealer(8000);
        var frame = Sound.Vowel(120, 9000, 8000, 160);
        Assert.Equal(0, Sound.Allocated(() =>
        {
            concealer.Good(frame);
            concealer.Conceal(frame);
            concealer.Conceal(frame);
        }));
    }

    private static short[] Lose(short[] voice, int rate, Func<int, bool> isLost)
    {
        var concealer = new PacketLossConcealer(rate);
        var output = (short[])voice.Clone();
        for (var tick = 0; tick < output.Length / (rate / 50); tick++)
        {
            var frame = output.AsSpan(tick * rate / 50, rate / 50);
            if (isLost(tick))
            {
                concealer.Conceal(frame);
            }
            else
            {
                concealer.Good(frame);
            }
        }

        return output;
    }

    private static short[] LoseSimply(short[] voice, int rate, Func<int, bool> isLost, bool repeat)
    {
        var output = (short[])voice.Clone();
        var length = rate / 50;
        for (var tick = 1; tick < output.Length / length; tick++)
        {
            if (isLost(tick))
            {
                var frame = output.AsSpan(tick * length, length);
                if (repeat)
                {
                    output.AsSpan((tick - 1) * length, length).CopyTo(frame);
                }
                else
                {
                    frame.Clear();
                }
            }
        }

        return output;
    }

    private static int LargestStep(short[] samples) => Enumerable.Range(1, samples.Length - 1).Max(i => Math.Abs(samples[i] - samples[i - 1]));
}
