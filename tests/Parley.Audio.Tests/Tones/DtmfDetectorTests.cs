using Parley.Audio.Tones;

namespace Parley.Audio.Tests.Tones;

/// <summary>The limits of ITU-T Q.24, and speech that is no key.</summary>
public sealed class DtmfDetectorTests
{
    private const string AllKeys = "123A456B789C*0#D";

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void Hear_EveryKey_IsHeardOnce(int rate)
    {
        var sound = AllKeys.SelectMany(key => ToneGenerator.Render(TonePatterns.Dtmf(key, Ms(100), Ms(100)), rate)).ToArray();

        Assert.Equal(AllKeys, Hear(sound, rate));
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(50, 50)]
    [InlineData(2000, 30)]
    public void Hear_ShortestTonesAndPauses_AreAllHeardWhereverTheyBegin(int on, int off)
    {
        for (var shift = 0; shift < 40; shift += 3)
        {
            var sound = new short[400 + shift].Concat("5588".SelectMany(key => Key(key, on, off))).Concat(new short[800]).ToArray();
            Assert.Equal("5588", Hear(sound));
        }
    }

    [Fact]
    public void Hear_TonesOf23Milliseconds_AreNone()
    {
        for (var shift = 0; shift < 40; shift += 3)
        {
            Assert.Equal("", Hear([.. new short[400 + shift], .. AllKeys.SelectMany(key => Key(key, 23, 60))]));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Hear_BreakInAKey_IsOneKey(int milliseconds)
    {
        for (var shift = 0; shift < 40; shift += 3)
        {
            Assert.Equal("7", Hear([.. new short[400 + shift], .. Key('7', 100, milliseconds), .. Key('7', 100, 60)]));
        }
    }

    [Theory]
    [InlineData(1.5, true)]
    [InlineData(-1.5, true)]
    [InlineData(3.5, false)]
    [InlineData(-3.5, false)]
    public void Hear_FrequencyOff_IsTakenWithinTolerance(double percent, bool isKey)
    {
        foreach (var key in AllKeys)
        {
            DtmfTones.TryGetFrequencies(key, out var low, out var high);
            var factor = 1 + (percent / 100);
            Assert.Equal(isKey ? $"{key}" : "", Hear(Pair(low * factor, high * factor, -10, -10, 60)));
            Assert.Equal(isKey ? $"{key}" : "", Hear(Pair(low * factor, high, -10, -10, 60)));
            Assert.Equal(isKey ? $"{key}" : "", Hear(Pair(low, high * factor, -10, -10, 60)));
        }
    }

    [Theory]
    [InlineData(-3, -3, true)]
    [InlineData(-25, -25, true)]
    [InlineData(-40, -40, false)]
    [InlineData(-14, -10, true)] // the high tone 4 dB louder
    [InlineData(-10, -18, true)] // and 8 dB quieter
    [InlineData(-20, -10, false)]
    [InlineData(-5, -20, false)]
    public void Hear_LevelsAndTwist_AreTakenWithinLimits(int low, int high, bool isKey)
    {
        foreach (var key in AllKeys)
        {
            DtmfTones.TryGetFrequencies(key, out var lowHz, out var highHz);
            Assert.Equal(isKey ? $"{key}" : "", Hear(Pair(lowHz, highHz, low, high, 60)));
        }
    }

    [Fact]
    public void Hear_KeyInNoise15DbBelow_IsHeard()
    {
        var random = new Random(4);
        var missed = 0;
        for (var i = 0; i < 200; i++)
        {
            var key = AllKeys[random.Next(16)];
            var sound = Key(key, 50, 50);
            var noise = Sound.Noise(i, Math.Sqrt(3) * 0.178 * 8200, sound.Length); // 15 dB below two tones of -9 dBm0
            missed += Hear([.. sound.Zip(noise, (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue))]) == $"{key}" ? 0 : 1;
        }

        Assert.InRange(missed, 0, 10);
    }

    [Fact]
    public void Hear_KeyThroughG711_TellsItsLevel()
    {
        var detector = new DtmfDetector(8000);
        DetectedKey? heard = null;
        foreach (var frame in Pair(770, 1336, -12, -10, 100).Chunk(160))
        {
            heard ??= detector.Hear(frame);
        }

        Assert.Equal(-10, heard!.Value.LevelDbm0, 1.0);
    }

    [Fact]
    public void Hear_HoursOfTalk_NearlyNeverTakesItForAKey()
    {
        // Talk-off: half an hour of voices, hisses and pauses of 30 speakers.
        var hits = Enumerable.Range(0, 30).Sum(speaker => Hear(Sound.Talk(speaker, 9000, 60 * 8000)).Length);

        Assert.InRange(hits, 0, 1);
    }

    [Fact]
    public void Hear_OtherTones_AreNoKeys()
    {
        foreach (var pattern in new[] { TonePatterns.BusyUs, TonePatterns.RingbackUs, TonePatterns.RingbackEu, TonePatterns.SpecialInformation, TonePatterns.FaxCalling, TonePatterns.RecordBeep })
        {
            Assert.Equal("", Hear(ToneGenerator.Render(pattern, 8000, pattern.Repeats ? TimeSpan.FromSeconds(8) : null)));
        }
    }

    [Fact]
    public void Hear_OneTick_AllocatesNothing()
    {
        var detector = new DtmfDetector(8000);
        var tone = Key('5', 200, 0);
        Assert.Equal(0, Sound.Allocated(() => detector.Hear(tone.AsSpan(0, 160))));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static short[] Key(char key, int on, int off) => ToneGenerator.Render(TonePatterns.Dtmf(key, Ms(on), Ms(off)), 8000);

    private static short[] Pair(double low, double high, double lowDbm0, double highDbm0, int milliseconds)
    {
        var full = short.MaxValue * Math.Pow(10, -3.14 / 20);
        var (first, second) = (Sound.Sine(low, full * Math.Pow(10, lowDbm0 / 20), 8000, milliseconds * 8), Sound.Sine(high, full * Math.Pow(10, highDbm0 / 20), 8000, milliseconds * 8, 1));
        return [.. new short[400], .. first.Zip(second, (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue)), .. new short[800]];
    }

    private static string Hear(short[] sound, int rate = 8000)
    {
        var detector = new DtmfDetector(rate);
        return string.Concat(sound.Chunk(rate / 50).Select(frame => detector.Hear(frame)?.Key));
    }
}
