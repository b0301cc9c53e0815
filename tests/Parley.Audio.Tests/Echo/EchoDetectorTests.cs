using Parley.Audio.Codecs;
using Parley.Audio.Echo;

namespace Parley.Audio.Tests.Echo;

public sealed class EchoDetectorTests
{
    private const int Rate = 8000;
    private const int Tick = Rate / 50;

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(20, 0.2)]
    [InlineData(95, 0.5)]
    [InlineData(240, -0.3)]
    [InlineData(585, 0.1)]
    public void Process_EchoOfWhatWasSaid_IsKnownBeforeItCouldBeATurn(int milliseconds, double gain)
    {
        var said = Sound.Talk(1, 8000, 10 * Rate);
        var judged = Judge(said, Line(said, milliseconds, gain), out var detector);

        Assert.InRange(detector.Delay!.Value.TotalMilliseconds, milliseconds - 1, milliseconds + 4);
        Assert.InRange(LongestMiss(judged), 0, 8);   // 160 ms: a turn needs 200
        Assert.InRange(judged.Count(frame => frame.IsEcho) / (double)judged.Count, 0.95, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Process_SomebodyElse_IsHeard(int seed)
    {
        var judged = Judge(Sound.Talk(seed, 8000, 20 * Rate), Sound.Talk(seed + 100, 6000, 20 * Rate), out _);

        Assert.InRange(judged.Count(frame => frame.IsEcho) / (double)judged.Count, 0, 0.05);
        Assert.InRange(LongestEcho(judged), 0, 6);
    }

    [Fact]
    public void Process_SomebodyInTheEcho_IsHeard()
    {
        var said = Sound.Talk(7, 8000, 20 * Rate);
        var back = Line(said, 120, 0.15);
        var voice = Sound.Talk(8, 6000, 10 * Rate);
        for (var i = 0; i < voice.Length; i++)
        {
            back[i + (10 * Rate)] = (short)Math.Clamp(back[i + (10 * Rate)] + voice[i], short.MinValue, short.MaxValue);
        }

        var judged = Judge(said, back, out _);
        var (alone, both) = (judged.Where(frame => frame.Tick < 500).ToList(), judged.Where(frame => frame.Tick >= 500).ToList());

        Assert.InRange(alone.Count(frame => frame.IsEcho) / (double)alone.Count, 0.95, 1);
        Assert.InRange(both.Count(frame => frame.IsEcho) / (double)both.Count, 0, 0.15);
    }

    [Fact]
    public void Process_NothingSaid_IsNoEcho()
    {
        var detector = new EchoDetector(Rate);
        var judged = Judge(detector, new short[10 * Rate], Sound.Talk(3, 8000, 10 * Rate));

        Assert.DoesNotContain(judged, frame => frame.IsEcho);
        Assert.Null(detector.Delay);
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Process_OtherRates_AreKnownToo(int rate)
    {
        var said = Sound.Vowel(110, 6000, rate, rate).Concat(Sound.Vowel(137, 9000, rate, rate)).Concat(Sound.Noise(3, 4000, rate)).ToArray();
        var detector = new EchoDetector(rate);
        short[] back = [.. new short[rate / 10], .. said.Select(sample => (short)(sample / 4))];
        for (var at = 0; at < said.Length; at += rate / 50)
        {
            detector.Process(said.AsSpan(at, rate / 50), back.AsSpan(at, rate / 50));
        }

        Assert.InRange(detector.Delay!.Value.TotalMilliseconds, 99, 101);
    }

    [Fact]
    public void Constructor_RateThatCannotBeThinned_SaysSo() => Assert.Throws<ArgumentOutOfRangeException>(() => new EchoDetector(11025));

    [Fact]
    public void Process_Always_AllocatesNothing()
    {
        var detector = new EchoDetector(Rate);
        var said = Sound.Talk(1, 8000, Tick);

        Assert.Equal(0, Sound.Allocated(() => detector.Process(said, said)));
    }

    /// <summary>What a line gives back: later, fainter, spread over 3 ms as a hybrid does, through mu-law both ways, with a little noise.</summary>
    private static short[] Line(short[] said, int milliseconds, double gain)
    {
        double[] hybrid = [0.1, 0.7, 1, 0.4, -0.3, -0.2, 0.1];
        var (delay, noise, sent, back) = (milliseconds * Rate / 1000, Sound.Noise(99, 20, said.Length), Coded(said), new short[said.Length]);
        for (var i = 0; i < said.Length; i++)
        {
            var sum = 0.0;
            for (var tap = 0; tap < hybrid.Length; tap++)
            {
                var at = i - delay - (tap * 4);
                sum += at < 0 ? 0 : hybrid[tap] * sent[at];
            }

            back[i] = (short)Math.Clamp((sum * gain) + noise[i], short.MinValue, short.MaxValue);
        }

        return Coded(back);

        static short[] Coded(short[] samples)
        {
            var (code, coded) = (new byte[samples.Length], new short[samples.Length]);
            G711.EncodeMuLaw(samples, code);
            G711.DecodeMuLaw(code, coded);
            return coded;
        }
    }

    private static List<Frame> Judge(short[] said, short[] heard, out EchoDetector detector) => Judge(detector = new(Rate), said, heard);

    /// <summary>The verdicts on all frames that are loud enough to be speech.</summary>
    private static List<Frame> Judge(EchoDetector detector, short[] said, short[] heard)
    {
        var judged = new List<Frame>();
        for (var at = 0; at + Tick <= heard.Length; at += Tick)
        {
            var isEcho = detector.Process(said.AsSpan(at, Tick), heard.AsSpan(at, Tick));
            if (Level.Dbov(heard.AsSpan(at, Tick)) > -52)
            {
                judged.Add(new(at / Tick, isEcho));
            }
        }

        return judged;
    }

    private static int LongestMiss(List<Frame> judged) => Longest(judged, isEcho: false);

    private static int LongestEcho(List<Frame> judged) => Longest(judged, isEcho: true);

    private static int Longest(List<Frame> judged, bool isEcho)
    {
        var (longest, run) = (0, 0);
        foreach (var frame in judged)
        {
            run = frame.IsEcho == isEcho ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private sealed record Frame(int Tick, bool IsEcho);
}
