using System.Collections.Concurrent;
using System.Numerics;

namespace Parley.Audio.Tones;

/// <summary>A key heard in the sound.</summary>
/// <param name="Key">0-9, *, #, A-D.</param>
/// <param name="LevelDbm0">Level of the stronger of its two tones.</param>
public readonly record struct DetectedKey(char Key, double LevelDbm0);

/// <summary>
/// Hears the keys of a telephone in sound, each once, within the limits of ITU-T Q.24: tones 1.5 % off their frequency are taken and 3.5 % off are not; 40 ms are
/// enough and 23 ms are not; a break of up to 20 ms does not make two of one, a pause of 30 ms does; the high tone may be 4 dB louder or 8 dB quieter than the low one.
/// Windows of 20 ms every 5 ms; a window counts when two tones of one key are nearly all there is in it. One per stream, called in order from one thread; no allocation
/// after construction.
/// </summary>
public sealed class DtmfDetector
{
    private const string Keys = "123A456B789C*0#D";
    private const int WindowsForAKey = 5;           // 32 ms of tone at the least, 40 ms for sure
    private const int WindowsForAPause = 8;         // more than a break of 20 ms makes, fewer than a pause of 30 ms
    private const double LeastShare = 0.8;          // of the sound's energy that is in the two tones
    private const double MostOff = 0.023;           // of the frequency
    private const double LeastDbm0 = -32;
    private const double LouderHighDb = 5;          // 4 dB and what measuring takes
    private const double QuieterHighDb = 9;         // 8 dB likewise
    private const double FullScaleDbm0 = 3.14;
    private static readonly double[] Frequencies = [697, 770, 852, 941, 1209, 1336, 1477, 1633];
    private static readonly ConcurrentDictionary<int, (float[] Cosines, float[] Sines)> Waves = new();

    private readonly int _sampleRate;
    private readonly int _window;
    private readonly int _hop;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[] _sound;
    private readonly (double Real, double Imaginary)[] _before = new (double, double)[8];
    private readonly (double Real, double Imaginary)[] _now = new (double, double)[8];
    private readonly double _leastPower;
    private int _filled;
    private bool _hasBefore;
    private char _candidate;
    private int _count;
    private int _pause;
    private char _held;

    /// <summary>Makes a detector.</summary>
    /// <param name="sampleRate">8,000 to 48,000 Hz.</param>
    public DtmfDetector(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, 48_000);
        _sampleRate = sampleRate;
        _window = sampleRate / 50;
        _hop = sampleRate / 200;
        _sound = new float[_window];
        (_cosines, _sines) = Waves.GetOrAdd(sampleRate, MakeWaves);
        _leastPower = Math.Pow(short.MaxValue * Math.Pow(10, (LeastDbm0 - FullScaleDbm0) / 20), 2) / 2;
    }

    // One for all detectors of a rate: they are read only, and take longer to make than a call takes to set up.
    private static (float[] Cosines, float[] Sines) MakeWaves(int sampleRate)
    {
        var window = sampleRate / 50;
        var (cosines, sines) = (new float[8 * window], new float[8 * window]);
        for (var i = 0; i < 8 * window; i++)
        {
            var angle = 2 * Math.PI * Frequencies[i / window] * (i % window) / sampleRate;
            (cosines[i], sines[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (cosines, sines);
    }

    /// <summary>Listens on.</summary>
    /// <param name="samples">At most 30 ms, so that one key at most begins in it.</param>
    /// <returns>The key that is now sure to be pressed, once per press.</returns>
    public DetectedKey? Hear(ReadOnlySpan<short> samples)
    {
        DetectedKey? heard = null;
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(samples.Length, _window - _filled)];
            for (var i = 0; i < part.Length; i++)
            {
                _sound[_filled + i] = part[i];
            }

            _filled += part.Length;
            samples = samples[part.Length..];
            if (_filled == _window)
            {
                heard ??= Step(Judge(out var level), level);
                _sound.AsSpan(_hop).CopyTo(_sound);
                _filled -= _hop;
            }
        }

        return heard;
    }

    private DetectedKey? Step(char key, double level)
    {
        if (key == '\0')
        {
            _count = 0;
            _pause++;
            _held = _pause >= WindowsForAPause ? '\0' : _held;
            return null;
        }

        _count = key == _candidate ? _count + 1 : 1;
        (_candidate, _pause) = (key, 0);
        if (_count < WindowsForAKey || key == _held)
        {
            return null;
        }

        _held = key;
        return new(key, level);
    }

    /// <summary>Which key, if any, the window holds.</summary>
    private char Judge(out double levelDbm0)
    {
        levelDbm0 = double.NegativeInfinity;
        var power = 0.0;
        foreach (var sample in _sound)
        {
            power += sample * sample;
        }

        power /= _window;
        if (power < 2 * _leastPower)
        {
            _hasBefore = false;
            return '\0';
        }

        for (var tone = 0; tone < 8; tone++)
        {
            _now[tone] = Correlate(tone);
        }

        var judged = _hasBefore ? Judge(power, out levelDbm0) : '\0';
        _now.CopyTo(_before, 0);
        _hasBefore = true;
        return judged;
    }

    private char Judge(double power, out double levelDbm0)
    {
        var (row, column) = (Strongest(0), Strongest(4));
        levelDbm0 = double.NegativeInfinity;
        if (!TryMeasure(row, out var low) || !TryMeasure(column, out var high) || Math.Min(low, high) < _leastPower || low + high < LeastShare * power)
        {
            return '\0';
        }

        var twist = 10 * Math.Log10(high / low);
        levelDbm0 = FullScaleDbm0 + (10 * Math.Log10(Math.Max(low, high) * 2 / ((double)short.MaxValue * short.MaxValue)));
        return twist is <= LouderHighDb and >= -QuieterHighDb ? Keys[(row * 4) + column - 4] : '\0';
    }

    private (double Real, double Imaginary) Correlate(int tone)
    {
        return (Product(_sound, _cosines.AsSpan(tone * _window, _window)), -Product(_sound, _sines.AsSpan(tone * _window, _window)));
    }

    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        var done = 0;
        for (; a.Length - done >= Vector<float>.Count; done += Vector<float>.Count)
        {
            sums += new Vector<float>(a[done..]) * new Vector<float>(b[done..]);
        }

        var sum = Vector.Sum(sums);
        for (; done < a.Length; done++)
        {
            sum += a[done] * b[done];
        }

        return sum;
    }

    private int Strongest(int first)
    {
        var best = first;
        for (var tone = first + 1; tone < first + 4; tone++)
        {
            best = Squared(_now[tone]) > Squared(_now[best]) ? tone : best;
        }

        return best;
    }

    /// <summary>
    /// A tone's mean square, whatever its exact frequency: that shows in how far its phase has turned since the last window, and says what the window made of it.
    /// </summary>
    private bool TryMeasure(int tone, out double meanSquare)
    {
        var (now, before) = (_now[tone], _before[tone]);
        var turned = Math.Atan2((now.Imaginary * before.Real) - (now.Real * before.Imaginary), (now.Real * before.Real) + (now.Imaginary * before.Imaginary));
        var off = Math.IEEERemainder(turned - (2 * Math.PI * Frequencies[tone] * _hop / _sampleRate), 2 * Math.PI) * _sampleRate / (2 * Math.PI * _hop);
        var bins = Math.PI * off * _window / _sampleRate;
        var response = Math.Abs(bins) < 1e-3 ? 1 : Math.Sin(bins) / bins;
        meanSquare = 2 * Squared(now) / ((double)_window * _window * response * response);
        return Math.Abs(off) <= MostOff * Frequencies[tone];
    }

    private static double Squared((double Real, double Imaginary) value) => (value.Real * value.Real) + (value.Imaginary * value.Imaginary);
}
