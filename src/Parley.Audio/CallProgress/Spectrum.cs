namespace Parley.Audio.CallProgress;

/// <summary>Power spectrum of the last 32 ms at 8,000 Hz: 256-point Fourier transform under a Hann window, 31.25 Hz a bin.</summary>
internal sealed class Spectrum
{
    /// <summary>Width of a bin in Hz.</summary>
    public const double BinHz = 8000.0 / Length;

    private const int Length = 256;

    /// <summary>Even and odd samples go through one complex transform of half the length, as real and imaginary parts.</summary>
    private const int Half = Length / 2;

    private static readonly float[] Window = [.. Enumerable.Range(0, Length).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Length))))];
    private static readonly float[] Cosines = [.. Enumerable.Range(0, Half).Select(i => (float)Math.Cos(2 * Math.PI * i / Length))];
    private static readonly float[] Sines = [.. Enumerable.Range(0, Half).Select(i => (float)-Math.Sin(2 * Math.PI * i / Length))];
    private static readonly byte[] Reversed = [.. Enumerable.Range(0, Half).Select(Reverse)];

    private readonly float[] _samples = new float[Length];
    private readonly float[] _real = new float[Half];
    private readonly float[] _imaginary = new float[Half];
    private readonly float[] _power = new float[Half];

    /// <summary>Power per bin of the last <see cref="Process"/>, 0 to 4,000 Hz.</summary>
    public ReadOnlySpan<float> Power => _power;

    /// <summary>Moves on by a frame of at most 256 samples.</summary>
    public void Process(ReadOnlySpan<float> frame)
    {
        _samples.AsSpan(frame.Length).CopyTo(_samples);
        frame.CopyTo(_samples.AsSpan(Length - frame.Length));
        for (var i = 0; i < Half; i++)
        {
            _real[Reversed[i]] = _samples[2 * i] * Window[2 * i];
            _imaginary[Reversed[i]] = _samples[(2 * i) + 1] * Window[(2 * i) + 1];
        }

        Transform(_real, _imaginary);
        for (var k = 0; k < Half; k++)
        {
            // What is symmetric about the middle came from the even samples, the rest from the odd ones, half a turn of the bin later.
            var mirror = (Half - k) & (Half - 1);
            var evenRe = 0.5f * (_real[k] + _real[mirror]);
            var evenIm = 0.5f * (_imaginary[k] - _imaginary[mirror]);
            var oddRe = 0.5f * (_imaginary[k] + _imaginary[mirror]);
            var oddIm = 0.5f * (_real[mirror] - _real[k]);
            var re = evenRe + (oddRe * Cosines[k]) - (oddIm * Sines[k]);
            var im = evenIm + (oddRe * Sines[k]) + (oddIm * Cosines[k]);
            _power[k] = (re * re) + (im * im);
        }
    }

    /// <summary>Radix-2, in place, on input in bit-reversed order.</summary>
    private static void Transform(float[] real, float[] imaginary)
    {
        for (var half = 1; half < Half; half *= 2)
        {
            var stride = Half / half;
            for (var start = 0; start < Half; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var (even, odd) = (start + k, start + k + half);
                    var (cosine, sine) = (Cosines[k * stride], Sines[k * stride]);
                    var re = (real[odd] * cosine) - (imaginary[odd] * sine);
                    var im = (real[odd] * sine) + (imaginary[odd] * cosine);
                    (real[odd], imaginary[odd]) = (real[even] - re, imaginary[even] - im);
                    real[even] += re;
                    imaginary[even] += im;
                }
            }
        }
    }

    private static byte Reverse(int index)
    {
        var reversed = 0;
        for (var bit = 1; bit < Half; bit *= 2)
        {
            reversed = (reversed << 1) | ((index & bit) != 0 ? 1 : 0);
        }

        return (byte)reversed;
    }
}
