using System.Numerics;
using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Audio.Resampling;

namespace Parley.Simulation.Scripts;

/// <summary>
/// The shape of an utterance: loudness and brightness every 10 ms. It survives G.711, resampling and a late or early cut, and so tells
/// a rendered line from all others of the same script. It recognises renderings, not speech.
/// </summary>
internal sealed class Contour
{
    /// <summary>From here on two shapes are taken for the same line.</summary>
    public const double Alike = 0.8;

    private const int StepLength = LineBook.SampleRate / 100;
    private const int WindowSteps = 4;
    private const int WindowLength = WindowSteps * StepLength;
    private const double Quiet = -50;
    private const double EdgeQuiet = -38;
    private const int PauseSteps = 5;
    private const int GraceSteps = 2; // the far end's steps do not fall on ours
    private const int PieceSteps = 40;
    private const int MostSlip = 5;
    private readonly Curve _loudness;
    private readonly Curve _brightness;
    private readonly int[] _loudBefore; // how many steps before each one are loud

    private Contour(double[] loudness, double[] brightness)
    {
        (_loudness, _brightness) = (new(loudness), new(brightness));
        _loudBefore = new int[loudness.Length + 1];
        for (var i = 0; i < loudness.Length; i++)
        {
            _loudBefore[i + 1] = _loudBefore[i] + (loudness[i] > EdgeQuiet ? 1 : 0);
        }
    }

    private int Length => _loudness.Length;

    /// <summary>Takes the shape of a sound at any rate, without the silence around it.</summary>
    public static Contour Of(AudioFrame sound)
    {
        var telephone = sound.SampleRate == LineBook.SampleRate
            ? sound.Samples.Span
            : Resampler.Convert(sound.Samples.Span, sound.SampleRate, LineBook.SampleRate);
        ReadOnlySpan<short> samples = [.. new short[WindowLength], .. telephone, .. new short[WindowLength]]; // as in a pause: the edges count too
        var measured = new Step[samples.Length / StepLength];
        for (var i = 0; i < measured.Length; i++)
        {
            measured[i] = Step.Of(samples, i * StepLength);
        }

        var windows = measured.Length - WindowSteps + 1;
        var (loudness, brightness) = (new double[windows], new double[windows]);
        for (var i = 0; i < windows; i++)
        {
            (loudness[i], brightness[i]) = Measure(measured.AsSpan(i, WindowSteps));
        }

        var first = Array.FindIndex(loudness, level => level > EdgeQuiet);
        var last = Array.FindLastIndex(loudness, level => level > EdgeQuiet);
        return first < 0 ? new([], []) : new(loudness[first..(last + 1)], brightness[first..(last + 1)]);
    }

    /// <summary>Looks for this line in a turn: whole, or with up to a third of it cut off at one end. Pauses must stand around it.</summary>
    public ContourMatch? FindIn(Contour turn)
    {
        ContourMatch? best = null;
        var cut = Length / 3;
        for (var start = -cut; start <= turn.Length - Length + cut; start++)
        {
            if (turn.IsQuiet(start - PauseSteps - GraceSteps, start - GraceSteps) && turn.IsQuiet(start + Length + GraceSteps, start + Length + GraceSteps + PauseSteps))
            {
                var likeness = LikenessAt(turn, start);
                best = likeness >= Alike && likeness > (best?.Likeness ?? 0) ? new(start, Length, likeness) : best;
            }
        }

        return best;
    }

    private static (double Loudness, double Brightness) Measure(ReadOnlySpan<Step> window)
    {
        // The window's first sample has nothing before it to differ from, and counts for nothing.
        double energy = 1 - window[0].FirstEnergy, edges = 1 - window[0].FirstEdge;
        foreach (var step in window)
        {
            energy += step.Energy;
            edges += step.Edges;
        }

        var level = Math.Max(Quiet, 10 * Math.Log10(energy / WindowLength / Math.Pow(short.MaxValue, 2)));
        return (level, level > EdgeQuiet ? Math.Log10(edges / energy) : 0);
    }

    private bool IsQuiet(int from, int to)
    {
        (from, to) = (Math.Max(0, from), Math.Min(Length, to));
        return from >= to || _loudBefore[to] == _loudBefore[from];
    }

    /// <summary>Compares piece by piece; each may lie a little earlier or later than the one before it, as after lost or late packets.</summary>
    private double LikenessAt(Contour turn, int start)
    {
        var (likeness, compared, from) = (0.0, 0, 0);
        while (from < Length)
        {
            var to = Length - from < PieceSteps * 3 / 2 ? Length : from + PieceSteps;
            var (best, shift) = (0.0, 0);
            for (var slip = -MostSlip; slip <= MostSlip; slip++)
            {
                var (first, last) = (Math.Max(from, -start - slip), Math.Min(to, turn.Length - start - slip));
                var alike = last - first < (to - from) / 2 ? 0 : CompareAt(turn, start + slip, first, last) * (last - first);
                (best, shift) = alike > best ? (alike, slip) : (best, shift);
            }

            start += shift;
            likeness += best;
            compared += Math.Max(0, Math.Min(to, turn.Length - start) - Math.Max(from, -start));
            from = to;
        }

        return compared < Length * 2 / 3 ? 0 : likeness / compared;
    }

    private double CompareAt(Contour turn, int start, int from, int to) =>
        (0.7 * _loudness.Correlate(turn._loudness, start, from, to)) + (0.3 * _brightness.Correlate(turn._brightness, start, from, to));

    /// <summary>What 10 ms hold: the power of the samples and of their steps. Whole numbers, so that sums are exact in any order.</summary>
    private readonly record struct Step(double Energy, double Edges, double FirstEnergy, double FirstEdge)
    {
        public static Step Of(ReadOnlySpan<short> samples, int start)
        {
            long energy = 0, edges = 0, previous = start == 0 ? 0 : samples[start - 1];
            var firstEnergy = (long)samples[start] * samples[start];
            var firstEdge = (samples[start] - previous) * (samples[start] - previous);
            foreach (long sample in samples.Slice(start, StepLength))
            {
                energy += sample * sample;
                edges += (sample - previous) * (sample - previous);
                previous = sample;
            }

            return new(energy, edges, firstEnergy, firstEdge);
        }
    }

    /// <summary>One value per step, with its running sums.</summary>
    private readonly struct Curve
    {
        private const double Flat = 1e-6; // more than what is lost to rounding in the running sums

        private readonly double[] _values;
        private readonly double[] _sums;
        private readonly double[] _squares;

        public Curve(double[] values)
        {
            (_values, _sums, _squares) = (values, new double[values.Length + 1], new double[values.Length + 1]);
            for (var i = 0; i < values.Length; i++)
            {
                _sums[i + 1] = _sums[i] + values[i];
                _squares[i + 1] = _squares[i] + (values[i] * values[i]);
            }
        }

        public int Length => _values.Length;

        /// <summary>How alike a part of this curve is to the part of another that lies <paramref name="start"/> steps later: 1 for the same shape.</summary>
        public double Correlate(Curve other, int start, int from, int to)
        {
            var n = to - from;
            var (sumA, sumB) = (_sums[to] - _sums[from], other._sums[start + to] - other._sums[start + from]);
            var spreadA = _squares[to] - _squares[from] - (sumA * sumA / n);
            var spreadB = other._squares[start + to] - other._squares[start + from] - (sumB * sumB / n);
            if (spreadA < Flat || spreadB < Flat)
            {
                return 0;
            }

            var sumAB = Product(_values.AsSpan(from, n), other._values.AsSpan(start + from, n));
            return (sumAB - (sumA * sumB / n)) / Math.Sqrt(spreadA * spreadB);
        }

        private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            var wideA = MemoryMarshal.Cast<double, Vector<double>>(a);
            var wideB = MemoryMarshal.Cast<double, Vector<double>>(b);
            var sums = Vector<double>.Zero;
            for (var i = 0; i < wideA.Length; i++)
            {
                sums += wideA[i] * wideB[i];
            }

            var sum = Vector.Sum(sums);
            for (var i = wideA.Length * Vector<double>.Count; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }
    }
}
