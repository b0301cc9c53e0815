using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Audio.Resampling;

/// <summary>
/// The low-pass filter between two rates, cut into one short filter per output phase. Immutable, shared by all resamplers of a rate pair.
/// </summary>
internal sealed class PolyphaseFilter
{
    /// <summary>Length of the filter in samples of the lower rate.</summary>
    private const int Span = 64;

    /// <summary>Stop band of about 80 dB.</summary>
    private const double KaiserBeta = 7.9;

    /// <summary>Half of the transition band, as a share of the lower rate; the stop band then starts at its Nyquist frequency.</summary>
    private const double HalfTransition = 0.0395;

    private static readonly ConcurrentDictionary<(int From, int To), PolyphaseFilter> Cache = new();

    private readonly float[] _weights;

    private PolyphaseFilter(int fromHz, int toHz)
    {
        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(fromHz, toHz);
        (Up, Down) = (toHz / divisor, fromHz / divisor);
        if (Up == Down)
        {
            (Taps, Lag, _weights) = (1, 0, [1f]);
            return;
        }

        var lower = (double)Math.Min(fromHz, toHz) / fromHz;
        Taps = ((int)Math.Ceiling(Span / lower) + 7) & ~7;
        Lag = Taps / 2;
        _weights = new float[Up * Taps];
        for (var phase = 0; phase < Up; phase++)
        {
            Design(_weights.AsSpan(phase * Taps, Taps), (double)phase / Up, lower);
        }
    }

    /// <summary>Output samples per <see cref="Down"/> input samples.</summary>
    public int Up { get; }

    /// <summary>Input samples per <see cref="Up"/> output samples.</summary>
    public int Down { get; }

    /// <summary>Input samples that one output sample looks at.</summary>
    public int Taps { get; }

    /// <summary>Input samples between a sound and its appearance in the output.</summary>
    public int Lag { get; }

    public static PolyphaseFilter For(int fromHz, int toHz) => Cache.GetOrAdd((fromHz, toHz), static rates => new(rates.From, rates.To));

    /// <summary>One output sample. The order of summation is fixed, so results are the same on every machine.</summary>
    public float Apply(ReadOnlySpan<float> window, int phase)
    {
        var weights = _weights.AsSpan(phase * Taps, Taps);
        if (weights.Length < Vector256<float>.Count)
        {
            return window[0] * weights[0];
        }

        var sum = Vector256<float>.Zero;
        var left = MemoryMarshal.Cast<float, Vector256<float>>(window);
        var right = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return Vector256.Sum(sum);
    }

    private void Design(Span<float> weights, double fraction, double lower)
    {
        var cutoff = (1 - 2 * HalfTransition) * lower;    // as a share of the input's Nyquist frequency
        var half = Taps / 2.0;
        var total = 0.0;
        Span<double> exact = stackalloc double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var t = i - (half - 1) - fraction;
            var x = t / half;
            var window = Math.Abs(x) >= 1 ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - x * x)) / Bessel(KaiserBeta);
            exact[i] = Sinc(cutoff * t) * window;
            total += exact[i];
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(exact[i] / total);
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>Modified Bessel function of the first kind, order zero, by its power series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
