using Parley.Audio.Resampling;
using Parley.Audio.Tones;

namespace Parley.Audio.Tests.Resampling;

public sealed class ResamplerTests
{
    private static readonly int[] Rates = [8000, 16_000, 22_050, 24_000, 44_100, 48_000];

    public static TheoryData<int, int> RatePairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            foreach (var from in Rates)
            {
                foreach (var to in Rates)
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(RatePairs))]
    public void Convert_ToneInPassBand_KeepsItsWaveform(int from, int to)
    {
        var input = Sound.Sine(1000, 12_000, from, from);
        var output = Resampler.Convert(input, from, to);

        Assert.Equal(to, output.Length);
        var wanted = Sound.Sine(1000, 12_000, to, to);
        var edge = to / 50;
        var ratio = Sound.SignalToError(wanted.AsSpan(edge..^edge), output.AsSpan(edge..^edge));
        Assert.True(ratio > 60, $"{ratio:F1} dB");
    }

    [Theory]
    [InlineData(16_000, 8000)]
    [InlineData(22_050, 8000)]
    [InlineData(24_000, 8000)]
    [InlineData(44_100, 8000)]
    [InlineData(48_000, 8000)]
    [InlineData(48_000, 16_000)]
    [InlineData(48_000, 44_100)]
    public void Convert_ToneAboveTheNewNyquist_IsRejectedBy60Db(int from, int to)
    {
        for (var hz = (to / 2) + 20; hz < (from / 2) - 100; hz += to / 40)
        {
            var input = Sound.Sine(hz, 20_000, from, from / 2);
            var output = Resampler.Convert(input, from, to);
            var edge = to / 50;
            var rejection = Level.Dbov(input) - Level.Dbov(output.AsSpan(edge..^edge));
            Assert.True(rejection > 60, $"{hz} Hz: {rejection:F1} dB");
        }
    }

    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(8000, 22_050)]
    [InlineData(8000, 48_000)]
    public void Convert_Upwards_LeavesImagesBelow60Db(int from, int to)
    {
        var output = Resampler.Convert(Sound.Sine(3000, 20_000, from, from), from, to);
        var middle = output.AsSpan(to / 4, to / 2);

        var image = Goertzel.Power(middle, 5000, to);

        Assert.True(10 * Math.Log10(Goertzel.MeanSquare(middle) / image) > 60);
    }

    public static TheoryData<int, int> TelephonePairs
    {
        get
        {
            int[] rates = [8000, 16_000, 24_000, 48_000];
            var pairs = new TheoryData<int, int>();
            foreach (var (from, to) in rates.SelectMany(from => rates.Where(to => to != from).Select(to => (from, to))))
            {
                pairs.Add(from, to);
            }

            return pairs;
        }
    }

    /// <summary>Tones through the whole pass band: each comes out as loud as it went in, and everything else that comes out (aliases, images, noise) is 60 dB below it.</summary>
    [Theory]
    [MemberData(nameof(TelephonePairs))]
    public void Process_PassBandOfTelephoneRates_RipplesBelowATenthOfADecibelAndAddsNothing(int from, int to)
    {
        var edge = (int)(0.42 * Math.Min(from, to));
        for (var hz = 60; hz <= edge; hz += edge / 11)
        {
            var input = Sound.Sine(hz, 20_000, from, from / 2);
            var output = Resampler.Convert(input, from, to).AsSpan((to / 50)..^(to / 50));
            var (amplitude, residue) = FitTone(output, hz, to);

            Assert.True(Math.Abs(20 * Math.Log10(amplitude / 20_000)) < 0.1, $"{hz} Hz: {20 * Math.Log10(amplitude / 20_000):F3} dB");
            Assert.True(20 * Math.Log10(amplitude / Math.Sqrt(2) / residue) > 60, $"{hz} Hz: the rest is {20 * Math.Log10(amplitude / Math.Sqrt(2) / residue):F1} dB below");
        }
    }

    /// <summary>Every rejected frequency of every pair that goes down, in small steps right from the new Nyquist frequency on.</summary>
    [Theory]
    [MemberData(nameof(TelephonePairs))]
    public void Process_StopBandOfTelephoneRates_IsRejectedBy60Db(int from, int to)
    {
        for (var hz = (to / 2) + 10; hz < from / 2; hz += to / 31)
        {
            var output = Resampler.Convert(Sound.Sine(hz, 20_000, from, from / 4), from, to);
            var rejection = Level.Dbov(Sound.Sine(hz, 20_000, from, from / 4)) - Level.Dbov(output.AsSpan((to / 50)..^(to / 50)));
            Assert.True(rejection > 60, $"{hz} Hz: {rejection:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(TelephonePairs))]
    public void Process_OneTickOfTelephoneRates_GivesOneTickAndDoesNotAllocate(int from, int to)
    {
        var resampler = new Resampler(from, to);
        var (input, output) = (Sound.Noise(1, 9000, from / 50), new short[to / 50]);
        Assert.Equal(output.Length, resampler.Process(input, output));
        Assert.Equal(0, Sound.Allocated(() => resampler.Process(input, output)));
    }

    /// <summary>The tone's amplitude by least squares, and the root mean square of what is left without it.</summary>
    private static (double Amplitude, double Residue) FitTone(ReadOnlySpan<short> samples, double hz, int rate)
    {
        var (ss, sc, cc, xs, xc) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hz * i / rate);
            (ss, sc, cc) = (ss + (s * s), sc + (s * c), cc + (c * c));
            (xs, xc) = (xs + (samples[i] * s), xc + (samples[i] * c));
        }

        var determinant = (ss * cc) - (sc * sc);
        var (a, b) = (((xs * cc) - (xc * sc)) / determinant, ((xc * ss) - (xs * sc)) / determinant);
        var rest = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hz * i / rate);
            rest += Math.Pow(samples[i] - (a * s) - (b * c), 2);
        }

        return (Math.Sqrt((a * a) + (b * b)), Math.Sqrt(rest / samples.Length) + 1e-9);
    }

    [Fact]
    public void Convert_TelephoneBand_IsFlatWithinHalfADecibel()
    {
        foreach (var hz in new[] { 200, 300, 1000, 2000, 3000, 3400 })
        {
            var input = Sound.Sine(hz, 10_000, 48_000, 48_000);
            var output = Resampler.Convert(input, 48_000, 8000);
            Assert.Equal(Level.Dbov(input), Level.Dbov(output.AsSpan(400..^400)), 0.5);
        }
    }

    [Theory]
    [MemberData(nameof(RatePairs))]
    public void Process_StreamCutAnywhere_EqualsOneCall(int from, int to)
    {
        var input = Sound.Noise(3, 9000, from / 4);
        var whole = Run(new Resampler(from, to), input, () => input.Length);
        var random = new Random(5);

        var pieces = Run(new Resampler(from, to), input, () => random.Next(0, 700));

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [MemberData(nameof(RatePairs))]
    public void Process_AfterTheDelay_EqualsConvert(int from, int to)
    {
        var input = Sound.Noise(4, 9000, from / 4);
        var resampler = new Resampler(from, to);
        var streamed = Run(resampler, input, () => input.Length);
        var whole = Resampler.Convert(input, from, to);

        // The delay is whole in input samples; compare where it is whole in output samples as well.
        var delay = resampler.Delay.TotalSeconds * to;
        if (Math.Abs(delay - Math.Round(delay)) < 1e-6)
        {
            var skip = (int)Math.Round(delay);
            Assert.Equal(whole, streamed[skip..(skip + whole.Length)]);
        }
        else
        {
            Assert.True(streamed.Length >= whole.Length);
        }
    }

    [Theory]
    [InlineData(8000, 48_000)]
    [InlineData(48_000, 8000)]
    [InlineData(22_050, 8000)]
    [InlineData(16_000, 24_000)]
    public void Process_TwentyMilliseconds_AlwaysGivesTwenty(int from, int to)
    {
        var resampler = new Resampler(from, to);
        var output = new short[to / 50];
        for (var tick = 0; tick < 100; tick++)
        {
            Assert.Equal(output.Length, resampler.Process(new short[from / 50], output));
        }
    }

    [Fact]
    public void Process_FullScaleSquare_SaturatesWithoutWrapping()
    {
        var square = Enumerable.Range(0, 4000).Select(i => i / 20 % 2 == 0 ? short.MaxValue : short.MinValue).ToArray();
        var output = Resampler.Convert(square, 8000, 16_000);

        // A wrap would jump from one rail to the other within one sample at twice the rate.
        for (var i = 1; i < output.Length; i++)
        {
            Assert.True(Math.Abs(output[i] - output[i - 1]) < 60_000, $"Sample {i}");
        }

        Assert.Contains(short.MaxValue, output);
    }

    [Fact]
    public void Process_RoomTooSmall_ThrowsAndConsumesNothing()
    {
        var resampler = new Resampler(8000, 16_000);
        Assert.Throws<ArgumentException>(() => resampler.Process(new short[160], new short[319]));
        Assert.Equal(320, resampler.GetOutputLength(160));
    }

    [Fact]
    public void Process_OneTick_DoesNotAllocate()
    {
        var resampler = new Resampler(22_050, 8000);
        var (input, output) = (new short[441], new short[160]);
        Assert.Equal(0, Sound.Allocated(() => resampler.Process(input, output)));
    }

    private static short[] Run(Resampler resampler, short[] input, Func<int> pieceLength)
    {
        List<short> all = [];
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(pieceLength(), input.Length - at);
            var output = new short[resampler.GetOutputLength(length)];
            Assert.Equal(output.Length, resampler.Process(input.AsSpan(at, length), output));
            all.AddRange(output);
            at += length;
        }

        var tail = new short[(int)Math.Ceiling(resampler.Delay.TotalSeconds * resampler.ToHz) + 1];
        all.AddRange(tail[..resampler.Flush(tail)]);
        return [.. all];
    }
}
