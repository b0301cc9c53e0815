using System.Numerics;

namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>
/// The log-mel spectrum that Whisper's encoder takes, of 8 s at 16 kHz: windows of 25 ms every 10 ms, 80 bands on Slaney's mel scale up to 8 kHz, clipped 80 dB
/// below the loudest.
/// </summary>
public static class WhisperFeatures
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Mel bands.</summary>
    public const int Bands = 80;

    /// <summary>Steps of 10 ms.</summary>
    public const int Steps = 800;

    private const int Hop = 160;
    private const int Window = 400;
    private const int Bins = Window / 2 + 1;
    private static readonly float[] s_window = [.. Enumerable.Range(0, Window).Select(n => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * n / Window)))];
    private static readonly float[][] s_cosines = Waves(Math.Cos);
    private static readonly float[][] s_sines = Waves(Math.Sin);
    private static readonly float[][] s_filters = Filters();

    /// <summary>How much sound it is made of.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(8);

    /// <summary>Makes the features.</summary>
    /// <param name="samples">At 16 kHz, the latest last: of more than 8 s the last count, and silence goes before fewer.</param>
    /// <returns>Band by band, <see cref="Steps"/> values each.</returns>
    public static float[] Of(ReadOnlySpan<short> samples)
    {
        var sound = Normalize(samples);
        var features = new float[Bands * Steps];
        var frame = new float[Window];
        var power = new float[Bins];
        var loudest = float.MinValue;
        for (var step = 0; step < Steps; step++)
        {
            for (var n = 0; n < Window; n++)
            {
                frame[n] = s_window[n] * sound[Mirror(step * Hop + n - Window / 2, sound.Length)];
            }

            for (var bin = 0; bin < Bins; bin++)
            {
                var (real, imaginary) = (Dot(frame, s_cosines[bin]), Dot(frame, s_sines[bin]));
                power[bin] = real * real + imaginary * imaginary;
            }

            for (var band = 0; band < Bands; band++)
            {
                var value = MathF.Log10(Math.Max(1e-10f, Dot(power, s_filters[band])));
                features[band * Steps + step] = value;
                loudest = Math.Max(loudest, value);
            }
        }

        for (var i = 0; i < features.Length; i++)
        {
            features[i] = (Math.Max(features[i], loudest - 8) + 4) / 4;
        }

        return features;
    }

    /// <summary>Eight seconds, of mean 0 and variance 1.</summary>
    private static float[] Normalize(ReadOnlySpan<short> samples)
    {
        var sound = new float[Steps * Hop];
        var kept = samples.Length > sound.Length ? samples[^sound.Length..] : samples;
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < kept.Length; i++)
        {
            var value = kept[i] / 32768.0;
            sound[sound.Length - kept.Length + i] = (float)value;
            (sum, squares) = (sum + value, squares + value * value);
        }

        var mean = sum / sound.Length;
        var deviation = Math.Sqrt(squares / sound.Length - mean * mean + 1e-7);
        for (var i = 0; i < sound.Length; i++)
        {
            sound[i] = (float)((sound[i] - mean) / deviation);
        }

        return sound;
    }

    /// <summary>Beyond both ends the sound is mirrored.</summary>
    private static int Mirror(int at, int length) => at < 0 ? -at : at < length ? at : 2 * (length - 1) - at;

    private static float Dot(float[] one, float[] other)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= one.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            sums += new Vector<float>(one, at) * new Vector<float>(other, at);
        }

        var sum = Vector.Sum(sums);
        for (; at < one.Length; at++)
        {
            sum += one[at] * other[at];
        }

        return sum;
    }

    private static float[][] Waves(Func<double, double> wave) =>
        [.. Enumerable.Range(0, Bins).Select(bin => Enumerable.Range(0, Window).Select(n => (float)wave(2 * Math.PI * (bin * n % Window) / Window)).ToArray())];

    /// <summary>Triangles on the mel scale, each of the same area.</summary>
    private static float[][] Filters()
    {
        var highest = Mel(SampleRate / 2.0);
        var edges = Enumerable.Range(0, Bands + 2).Select(i => Hz(highest * i / (Bands + 1))).ToArray();
        return [.. Enumerable.Range(0, Bands).Select(band => Enumerable.Range(0, Bins).Select(bin =>
        {
            var hz = (double)bin * SampleRate / Window;
            var rise = (hz - edges[band]) / (edges[band + 1] - edges[band]);
            var fall = (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]);
            return (float)(Math.Max(0, Math.Min(rise, fall)) * 2 / (edges[band + 2] - edges[band]));
        }).ToArray())];
    }

    /// <summary>Slaney's scale: even up to 1 kHz, logarithmic above.</summary>
    private static double Mel(double hz) => hz < 1000 ? hz * 3 / 200 : 15 + 27 * Math.Log(hz / 1000) / Math.Log(6.4);

    private static double Hz(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
}
