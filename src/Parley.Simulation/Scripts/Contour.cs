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
    private const int WindowLength = 4 * StepLength;
    private const double Quiet = -50;
    private const double EdgeQuiet = -38;
    private const int PauseSteps = 5;
    private const int GraceSteps = 2; // the far end's steps do not fall on ours
    private const int PieceSteps = 40;
    private const int MostSlip = 5;
    private readonly double[] _loudness;
    private readonly double[] _brightness;

    private Contour(double[] loudness, double[] brightness) => (_loudness, _brightness) = (loudness, brightness);

    private int Length => _loudness.Length;

    /// <summary>Takes the shape of a sound at any rate, without the silence around it.</summary>
    public static Contour Of(AudioFrame sound)
    {
        var telephone = sound.SampleRate == LineBook.SampleRate
            ? sound.Samples.Span
            : Resampler.Convert(sound.Samples.Span, sound.SampleRate, LineBook.SampleRate);
        ReadOnlySpan<short> samples = [.. new short[WindowLength], .. telephone, .. new short[WindowLength]]; // as in a pause: the edges count too
        var steps = ((samples.Length - WindowLength) / StepLength) + 1;
        var (loudness, brightness) = (new double[steps], new double[steps]);
        for (var i = 0; i < steps; i++)
        {
            (loudness[i], brightness[i]) = Measure(samples.Slice(i * StepLength, WindowLength));
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

    private static (double Loudness, double Brightness) Measure(ReadOnlySpan<short> window)
    {
        double energy = 1, edges = 1;
        for (var i = 1; i < window.Length; i++)
        {
            var edge = (double)(window[i] - window[i - 1]);
            energy += (double)window[i] * window[i];
            edges += edge * edge;
        }

        var level = Math.Max(Quiet, 10 * Math.Log10(energy / window.Length / Math.Pow(short.MaxValue, 2)));
        return (level, level > EdgeQuiet ? Math.Log10(edges / energy) : 0);
    }

    private bool IsQuiet(int from, int to)
    {
        for (var i = Math.Max(0, from); i < Math.Min(Length, to); i++)
        {
            if (_loudness[i] > EdgeQuiet)
            {
                return false;
            }
        }

        return true;
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
        (0.7 * Correlate(_loudness, turn._loudness, start, from, to)) + (0.3 * Correlate(_brightness, turn._brightness, start, from, to));

    private static double Correlate(double[] line, double[] turn, int start, int from, int to)
    {
        double sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
        for (var i = from; i < to; i++)
        {
            var (a, b) = (line[i], turn[start + i]);
            sumA += a;
            sumB += b;
            sumAA += a * a;
            sumBB += b * b;
            sumAB += a * b;
        }

        var n = to - from;
        var spread = Math.Sqrt((sumAA - (sumA * sumA / n)) * (sumBB - (sumB * sumB / n)));
        return spread < 1e-9 ? 0 : (sumAB - (sumA * sumB / n)) / spread;
    }
}
