using System.Numerics.Tensors;

namespace Parley.Audio.CallProgress;

/// <summary>
/// The melody of the last utterance, relative to itself: people who pick up ask ("Hello?"), recordings state. How high a voice is, or whose,
/// is not kept. Pitch by normalised autocorrelation of 30 ms at half the rate, in semitones.
/// </summary>
public sealed class Intonation
{
    /// <summary>Rises and falls are at most an octave; more is a slip of the tracker.</summary>
    private const double Most = 12;

    private const double Rate = 4000;      // samples a second, half of the line's
    private const int ShortestLag = 10;    // 400 Hz
    private const int LongestLag = 57;     // 70 Hz
    private const int Window = 120;
    private const int History = Window + LongestLag + 1;
    private const int FrameSamples = Frames.Samples / 2;
    private const double LeastCorrelation = 0.6;

    /// <summary>The first of several peaks that are nearly as high is the pitch, the others are its multiples.</summary>
    private const double NearlyAsHigh = 0.88;

    /// <summary>From one frame to the next a voice moves less, in semitones.</summary>
    private const double MostStep = 4;

    private const int EndFrames = 4;
    private const int LeadFrames = 8;
    private readonly float[] _samples = new float[History];
    private readonly double[] _pitches = new double[EndFrames + LeadFrames];
    private int _count;
    private double _sum;
    private double _candidate = double.NaN;
    private float _carried;

    /// <summary>How far the end of the utterance lies above what led to it, in semitones; 0 when there is too little voice to tell.</summary>
    public double Rise => _count < 2 * EndFrames ? 0 : Math.Clamp(Mean(0, EndFrames) - Mean(EndFrames, Math.Min(_count, EndFrames + LeadFrames)), -Most, Most);

    /// <summary>How far the end of the utterance lies above its mean, in semitones; 0 when there is too little voice to tell.</summary>
    public double End => _count < 2 * EndFrames ? 0 : Math.Clamp(Mean(0, EndFrames) - (_sum / _count), -Most, Most);

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">Its samples.</param>
    /// <param name="isSpeech">Whether it is speech.</param>
    internal void Process(ReadOnlySpan<float> frame, bool isSpeech)
    {
        Array.Copy(_samples, FrameSamples, _samples, 0, History - FrameSamples);
        for (var i = 0; i < FrameSamples; i++)
        {
            var (left, right) = (frame[2 * i], frame[(2 * i) + 1]);
            _samples[History - FrameSamples + i] = (0.25f * _carried) + (0.5f * left) + (0.25f * right);
            _carried = right;
        }

        if (!isSpeech || !TryFindPitch(out var pitch))
        {
            _candidate = double.NaN;
            return;
        }

        if (Math.Abs(pitch - _candidate) < MostStep)
        {
            _pitches[_count % _pitches.Length] = pitch;
            _count++;
            _sum += pitch;
        }

        _candidate = pitch;
    }

    /// <summary>Another utterance begins.</summary>
    internal void Begin() => (_count, _sum) = (0, 0);

    private double Mean(int from, int to)
    {
        var sum = 0.0;
        for (var back = from; back < to; back++)
        {
            sum += _pitches[(_count - 1 - back) % _pitches.Length];
        }

        return sum / (to - from);
    }

    private bool TryFindPitch(out double pitch)
    {
        Span<double> likeness = stackalloc double[LongestLag + 2];
        ReadOnlySpan<float> now = _samples.AsSpan(History - Window);
        var power = Power(now);
        var then = Power(_samples.AsSpan(History - Window - ShortestLag + 1, Window));
        var most = 0.0;
        for (var lag = ShortestLag - 1; lag <= LongestLag + 1; lag++)
        {
            var start = History - Window - lag;
            var past = _samples.AsSpan(start, Window);
            then = lag < ShortestLag ? then : then + (past[0] * past[0]) - (_samples[start + Window] * _samples[start + Window]);
            likeness[lag] = TensorPrimitives.Dot(now, past) / Math.Sqrt((power * Math.Max(then, 0)) + 1);
            most = lag is >= ShortestLag and <= LongestLag ? Math.Max(most, likeness[lag]) : most;
        }

        pitch = 0;
        for (var lag = ShortestLag; lag <= LongestLag && most >= LeastCorrelation; lag++)
        {
            var (left, peak, right) = (likeness[lag - 1], likeness[lag], likeness[lag + 1]);
            if (peak >= NearlyAsHigh * most && peak >= left && peak >= right)
            {
                var bend = left - (2 * peak) + right;
                pitch = 12 * Math.Log2(Rate / (lag + (bend < 0 ? Math.Clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0)));
                return true;
            }
        }

        return false;
    }

    private static double Power(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += sample * sample;
        }

        return sum;
    }
}
