using Parley.Audio.CallProgress;
using Parley.Audio.Tones;

namespace Parley.Audio.Tests.CallProgress;

public sealed class CallProgressAnalyzerTests
{
    public static TheoryData<string, CallProgressSignal> Signals => new()
    {
        { nameof(TonePatterns.SpecialInformation), CallProgressSignal.SpecialInformation },
        { nameof(TonePatterns.BusyUs), CallProgressSignal.Busy },
        { nameof(TonePatterns.BusyEu), CallProgressSignal.Busy },
        { nameof(TonePatterns.ReorderUs), CallProgressSignal.Busy },
        { nameof(TonePatterns.ReorderEu), CallProgressSignal.Busy },
        { nameof(TonePatterns.RingbackUs), CallProgressSignal.Ringing },
        { nameof(TonePatterns.RingbackEu), CallProgressSignal.Ringing },
        { nameof(TonePatterns.RingbackUk), CallProgressSignal.Ringing },
        { nameof(TonePatterns.FaxAnswer), CallProgressSignal.Fax },
        { nameof(TonePatterns.FaxCalling), CallProgressSignal.Fax },
    };

    [Theory]
    [MemberData(nameof(Signals))]
    public void Process_NetworkTone_IsThatSignalAndNoOtherAndNoSpeech(string pattern, CallProgressSignal expected)
    {
        var tone = (TonePattern)typeof(TonePatterns).GetProperty(pattern)!.GetValue(null)!;
        foreach (var noise in new[] { 0, 20 })
        {
            var analyzer = new CallProgressAnalyzer();
            var heard = Listen(analyzer, [.. Sound.Noise(1, noise, 5600), .. Mix(ToneGenerator.Render(tone, 8000, TimeSpan.FromSeconds(6)), noise)]);
            Assert.NotEmpty(heard);
            Assert.All(heard, e => Assert.Equal(expected, e.Signal));
            Assert.Equal(TimeSpan.Zero, analyzer.Speech.Total);
        }
    }

    [Fact]
    public void Process_SpecialInformation_IsToldDuringTheThirdTone()
    {
        var heard = Listen(new(), [.. Sound.Noise(1, 20, 8000), .. ToneGenerator.Render(TonePatterns.SpecialInformation, 8000), .. Sound.Noise(2, 20, 8000)]);
        var told = Assert.Single(heard);
        Assert.InRange(told.At, TimeSpan.FromSeconds(1.7), TimeSpan.FromSeconds(2));
        Assert.InRange(told.Start, TimeSpan.FromSeconds(0.98), TimeSpan.FromSeconds(1.02));
    }

    /// <summary>60 ms are lost at one place after the other; the packet before is said again, or nothing is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Process_SpecialInformationWithABurstOfLostPackets_IsHeardWhereverItFalls(bool isConcealed)
    {
        for (var lost = 20; lost < 860; lost += 40)
        {
            short[] call = [.. Quiet(1, 8000), .. Mix(ToneGenerator.Render(TonePatterns.SpecialInformation, 8000), 20), .. Quiet(2, 8000)];
            var hole = call.AsSpan(8000 + (lost * 8), 480);
            for (var i = 0; i < hole.Length; i++)
            {
                hole[i] = isConcealed ? call[8000 + (lost * 8) - 160 + (i % 160)] : (short)0;
            }

            Assert.Contains(Listen(new(), call), e => e.Signal == CallProgressSignal.SpecialInformation);
        }
    }

    [Fact]
    public void Process_FaxThatCallsAfterABurstOfNoise_IsAFax()
    {
        var tone = ToneGenerator.Render(TonePatterns.FaxCalling, 8000, TimeSpan.FromSeconds(4));
        var analyzer = new CallProgressAnalyzer();

        var heard = Listen(analyzer, [.. Quiet(1, 8000), .. Mix(Sound.Talk(5, 3000, 4000), 20), .. Quiet(2, 4000), .. Mix(tone, 20)]);

        Assert.True(analyzer.Speech.Utterances > 0);
        Assert.Equal(CallProgressSignal.Fax, heard[0].Signal);
    }

    [Theory]
    [InlineData(440, 0, 400)]
    [InlineData(850, 0, 200)]
    [InlineData(1000, 0, 120)]
    [InlineData(1400, 0, 500)]
    [InlineData(2000, 0, 1000)]
    [InlineData(850, 1130, 300)]
    public void Process_BeepAfterTalk_IsToldShortlyAfterItsEnd(double firstHz, double secondHz, double milliseconds)
    {
        var beep = ToneGenerator.Render(new([ToneSegment.On(firstHz, secondHz, milliseconds)], Repeats: false), 8000);
        short[] call = [.. Quiet(1, 8000), .. Mix(Sound.Talk(5, 3000, 16_000), 20), .. Quiet(2, 4000), .. Mix(beep, 20), .. Quiet(3, 12_000)];

        var told = Assert.Single(Listen(new(), call));

        Assert.Equal(CallProgressSignal.RecordBeep, told.Signal);
        Assert.Equal(firstHz, told.Hz, 8.0);
        var end = TimeSpan.FromSeconds(3.5) + TimeSpan.FromMilliseconds(milliseconds);
        Assert.InRange((told.End - end).TotalMilliseconds, -20, 40);
        Assert.InRange((told.At - end).TotalMilliseconds, 100, firstHz < 500 ? 600 : 220);
    }

    [Fact]
    public void Process_ThreeBlips_AreOneBeepToldAfterTheLast()
    {
        var blips = ToneGenerator.Render(
            new([ToneSegment.On(1000, 0, 120), ToneSegment.Off(130), ToneSegment.On(1000, 0, 120), ToneSegment.Off(130), ToneSegment.On(1000, 0, 500)], Repeats: false), 8000);
        var told = Assert.Single(Listen(new(), [.. Quiet(1, 16_000), .. Mix(blips, 20), .. Quiet(3, 8000)]));
        Assert.InRange(told.At, TimeSpan.FromSeconds(3.1), TimeSpan.FromSeconds(3.25));
    }

    [Fact]
    public void Process_KeysOfATelephone_AreNoBeep()
    {
        var key = ToneGenerator.Render(TonePatterns.Dtmf('5', TimeSpan.FromMilliseconds(300), TimeSpan.Zero), 8000);
        Assert.Empty(Listen(new(), [.. Quiet(1, 16_000), .. Mix(key, 20), .. Quiet(3, 8000)]));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.25)]
    [InlineData(2.0)]
    public void Process_TwoUtterances_HaveTheirRhythmAtAnyLevel(double gain)
    {
        var analyzer = new CallProgressAnalyzer();
        short[] call = [.. Quiet(1, 8000), .. Mix(Sound.Talk(5, 3000, 6400), 20), .. Quiet(2, 8000), .. Mix(Sound.Talk(6, 3000, 12_000), 20), .. Quiet(3, 4800)];

        Listen(analyzer, [.. call.Select(s => (short)Math.Clamp(s * gain, short.MinValue, short.MaxValue))]);

        Assert.Equal(2, analyzer.Speech.Utterances);
        Assert.Equal(1.0, analyzer.Speech.Onset.TotalSeconds, 0.1);
        Assert.Equal(0.8, analyzer.Speech.FirstUtterance.TotalSeconds, 0.15);
        Assert.Equal(1.5, analyzer.Speech.LastUtterance.TotalSeconds, 0.15);
        Assert.Equal(0.6, analyzer.Speech.Silence.TotalSeconds, 0.15);
        Assert.False(analyzer.Speech.IsSpeaking);
    }

    [Fact]
    public void Process_NoiseThatAnAutomaticGainRaises_IsNoSpeech()
    {
        var analyzer = new CallProgressAnalyzer();
        var noise = Sound.Noise(1, 60, 40_000);
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (short)(noise[i] * Math.Min(1 + (i / 800.0), 20));
        }

        Listen(analyzer, noise);

        Assert.Equal(TimeSpan.Zero, analyzer.Speech.Total);
    }

    [Fact]
    public void Process_Clicks_AreNoSpeech()
    {
        var analyzer = new CallProgressAnalyzer();
        short[] call = [.. Quiet(1, 8000), .. Sound.Noise(2, 9000, 320), .. Quiet(3, 8000), .. Sound.Noise(4, 9000, 160), .. Quiet(5, 8000)];
        Listen(analyzer, call);
        Assert.Equal(0, analyzer.Speech.Utterances);
    }

    [Fact]
    public void Process_DigitalSilence_IsSaidToBeThat()
    {
        var analyzer = new CallProgressAnalyzer();
        Assert.Empty(Listen(analyzer, new short[16_000]));
        Assert.True(analyzer.IsDigitalSilence);
        Assert.Equal(TimeSpan.FromSeconds(2), analyzer.Elapsed);
    }

    [Fact]
    public void Process_OneFrame_DoesNotAllocate()
    {
        var analyzer = new CallProgressAnalyzer();
        var talk = Sound.Talk(5, 3000, 16_000);
        var beep = ToneGenerator.Render(TonePatterns.RecordBeep, 8000);
        Assert.Equal(0, Sound.Allocated(() =>
        {
            for (var i = 0; i < 16_000; i += 160)
            {
                analyzer.Process(talk.AsSpan(i, 160));
            }

            for (var i = 0; i < 3200; i += 160)
            {
                analyzer.Process(beep.AsSpan(i, 160));
            }
        }));
        Assert.NotEqual(0, analyzer.Intonation.End);   // The melody was looked at, too.
    }

    [Fact]
    public void Process_ShortPauseWithinTalk_IsAnotherRunOfTheSameUtterance()
    {
        var analyzer = new CallProgressAnalyzer();
        Listen(analyzer, [.. Quiet(1, 8000), .. Mix(Sound.Talk(5, 3000, 6400), 20), .. Quiet(2, 1920), .. Mix(Sound.Talk(6, 3000, 4800), 20), .. Quiet(3, 4800)]);

        Assert.Equal((1, 2), (analyzer.Speech.Utterances, analyzer.Speech.Runs));
        Assert.InRange(analyzer.Speech.RunGap, TimeSpan.FromSeconds(0.18), TimeSpan.FromSeconds(0.32));
        Assert.InRange(analyzer.Speech.LastRun, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.7));
    }

    private static short[] Quiet(int seed, int length) => Sound.Noise(seed, 20, length);

    private static short[] Mix(short[] sound, double noise) =>
        [.. sound.Zip(Sound.Noise(99, noise, sound.Length), (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue))];

    private static List<CallProgressEvent> Listen(CallProgressAnalyzer analyzer, short[] samples)
    {
        List<CallProgressEvent> heard = [];
        for (var i = 0; i + 160 <= samples.Length; i += 160)
        {
            analyzer.Process(samples.AsSpan(i, 160));
            heard.AddRange(analyzer.Events);
        }

        return heard;
    }
}
