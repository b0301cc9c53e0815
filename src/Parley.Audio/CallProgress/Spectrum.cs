using System.Numerics;

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
    private static readonly float[][] StageCosines = Stages(Cosines);
    private static readonly float[][] StageSines = Stages(Sines);
    private static readonly byte[] Reversed = [.. Enumerable.Range(0, Half).Select(Reverse)];

    private readonly float[] _samples = new float[Length];
    private readonly float[] _real = new float[Half];
    private readonly float[] _imaginary = new float[Half];
    private readonly float[] _power = new float[Half];
    private bool _isCurrent = true;

    /// <summary>Power per bin of the last <see cref="Process"/>, 0 to 4,000 Hz; worked out when it is asked for, since silence has none to look at.</summary>
    public ReadOnlySpan<float> Power
    {
        get
        {
            if (!_isCurrent)
            {
                WorkOutPower();
                _isCurrent = true;
            }

            return _power;
        }
    }

    /// <summary>Moves on by a frame of at most 256 samples.</summary>
    public void Process(ReadOnlySpan<float> frame)
    {
        _samples.AsSpan(frame.Length).CopyTo(_samples);
        frame.CopyTo(_samples.AsSpan(Length - frame.Length));
        _isCurrent = false;
    }

    private void WorkOutPower()
    {
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
            var (cosines, sines) = (StageCosines[int.Log2(half)], StageSines[int.Log2(half)]);
            for (var start = 0; start < Half; start += 2 * half)
            {
                Combine(real.AsSpan(start, half), imaginary.AsSpan(start, half), real.AsSpan(start + half, half), imaginary.AsSpan(start + half, half), cosines, sines);
            }
        }
    }

    private static void Combine(
        Span<float> evenRe, Span<float> evenIm, Span<float> oddRe, Span<float> oddIm, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        var k = 0;
        for (; k <= evenRe.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            var (cosine, sine) = (new Vector<float>(cosines[k..]), new Vector<float>(sines[k..]));
            var (wideRe, wideIm) = (new Vector<float>(oddRe[k..]), new Vector<float>(oddIm[k..]));
            var (sumRe, sumIm) = (new Vector<float>(evenRe[k..]), new Vector<float>(evenIm[k..]));
            var (turnedRe, turnedIm) = ((wideRe * cosine) - (wideIm * sine), (wideRe * sine) + (wideIm * cosine));
            (sumRe - turnedRe).CopyTo(oddRe[k..]);
            (sumIm - turnedIm).CopyTo(oddIm[k..]);
            (sumRe + turnedRe).CopyTo(evenRe[k..]);
            (sumIm + turnedIm).CopyTo(evenIm[k..]);
        }

        for (; k < evenRe.Length; k++)
        {
            var re = (oddRe[k] * cosines[k]) - (oddIm[k] * sines[k]);
            var im = (oddRe[k] * sines[k]) + (oddIm[k] * cosines[k]);
            (oddRe[k], oddIm[k]) = (evenRe[k] - re, evenIm[k] - im);
            evenRe[k] += re;
            evenIm[k] += im;
        }
    }

    /// <summary>The turning factors of each stage, one behind the other.</summary>
    private static float[][] Stages(float[] factors) =>
        [.. Enumerable.Range(0, int.Log2(Half)).Select(stage => Enumerable.Range(0, 1 << stage).Select(k => factors[k * (Half >> stage)]).ToArray())];

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
