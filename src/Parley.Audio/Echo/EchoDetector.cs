using System.Numerics.Tensors;

namespace Parley.Audio.Echo;

/// <summary>
/// Says whether what comes back on a line is an echo of what was said into it: of a hybrid, or of a loudspeaker that the far end's microphone
/// hears. It looks for the one delay at which both correlate (up to <see cref="LongestDelay"/>, in the band below 1 kHz, where speech has its
/// energy). Once it knows the delay, a frame is an echo that follows what was said, or is no louder than its echo would be. Somebody who speaks into
/// the echo is heard: louder than it, and unlike it. One per line; frames in order, from one thread; does not allocate.
/// </summary>
/// <remarks>
/// It answers the question of double talk (ITU-T G.168, clause 6) by normalised cross-correlation. Nothing is subtracted: turns and answer
/// detection only ask who speaks.
/// </remarks>
public sealed class EchoDetector
{
    private const int Rate = 2000;
    private const int Step = Rate / 50;
    private const int Lags = Rate * 6 / 10;
    private const int Neighbours = 6;

    /// <summary>What a frame counts once the next has come: some 300 ms are looked at for the delay, 60 ms for judging a frame.</summary>
    private const float Memory = 0.94f;
    private const float ShortMemory = 0.6f;

    /// <summary>The mean square of a frame below which it is quiet: -58 dBov.</summary>
    private const float Quiet = 1700;

    /// <summary>The squared correlation of a frame that is an echo, and of the past at a delay that is believed.</summary>
    private const float Alike = 0.3f;
    private const float Believed = 0.35f;

    /// <summary>How many frames of evidence a delay needs, and how sure the first of them must be.</summary>
    private const int LeastEvidence = 4;
    private const float FirstBelieved = 0.75f;
    private const float LessWithEach = 0.025f;

    private readonly int _factor;
    private readonly SlidingWindow<float> _said = new(Lags + Step);
    private readonly float[] _heard = new float[Step];
    private readonly SlidingWindow<float> _energies = new(Lags);
    private readonly float[] _products = new float[Lags];
    private readonly float[] _pastEnergies = new float[Lags];
    private readonly float[] _pastProducts = new float[Lags];
    private readonly float[] _shortEnergies = new float[Lags];
    private readonly float[] _shortProducts = new float[Lags];
    private float _pastHeard;
    private float _shortHeard;
    private int _evidence;
    private int _best = -1;
    private int _sinceSaid = Lags / Step;
    private long _emptyTicks = Lags;

    /// <summary>Makes a detector for a line.</summary>
    /// <param name="sampleRate">The rate of both directions, in Hz: a multiple of 2,000.</param>
    public EchoDetector(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, Rate);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sampleRate % Rate, 0, nameof(sampleRate));
        _factor = sampleRate / Rate;
    }

    /// <summary>Whether a rate is one that the detector can be made for.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public static bool Takes(int sampleRate) => sampleRate >= Rate && sampleRate % Rate == 0;

    /// <summary>Echoes that come back later are not known as such.</summary>
    public static TimeSpan LongestDelay => TimeSpan.FromSeconds((double)Lags / Rate);

    /// <summary>How long after it was said the echo comes back; <see langword="null"/> while the line has shown none.</summary>
    public TimeSpan? Delay => _best < 0 ? null : TimeSpan.FromSeconds((double)(Lags - 1 - _best) / Rate);

    /// <summary>Takes the next 20 ms of both directions.</summary>
    /// <param name="said">What was said into the line during this tick.</param>
    /// <param name="heard">What came back during it.</param>
    /// <returns>Whether what came back is an echo, and nothing else.</returns>
    public bool Process(ReadOnlySpan<short> said, ReadOnlySpan<short> heard)
    {
        _emptyTicks = said.ContainsAnyExcept((short)0) ? 0 : _emptyTicks + 1;
        if (_emptyTicks > Lags / Step + 1)
        {
            return false;   // The past is empty, and stays so.
        }

        Remember(said);
        if (_sinceSaid >= Lags / Step)
        {
            return false;   // Nothing was said that could come back.
        }

        Thin(heard, _heard);
        var energy = TensorPrimitives.SumOfSquares<float>(_heard);
        if (energy < Quiet * Step)
        {
            return false;
        }

        Correlate(energy);
        FindDelay();
        return _best >= 0 && Judge(energy);
    }

    /// <summary>Takes a signal down to the band and rate that are looked at.</summary>
    private void Thin(ReadOnlySpan<short> samples, Span<float> thin)
    {
        for (var i = 0; i < thin.Length; i++)
        {
            var sum = 0;
            foreach (var sample in samples.Slice(i * _factor, _factor))
            {
                sum += sample;
            }

            thin[i] = (float)sum / _factor;
        }

        // Without its mean: two offsets are alike, and no echo.
        TensorPrimitives.Subtract(thin, TensorPrimitives.Sum<float>(thin) / thin.Length, thin);
    }

    /// <summary>Adds what was said to the past. The index of a delay is that of its window in the past, less one: the longest delay is 0.</summary>
    private void Remember(ReadOnlySpan<short> said)
    {
        var newest = _said.Slide(Step);
        Thin(said, newest);
        _sinceSaid = TensorPrimitives.SumOfSquares<float>(newest) >= Quiet * Step ? 0 : Math.Min(_sinceSaid + 1, Lags / Step);
        var energies = _energies.Slide(Step);
        ReadOnlySpan<float> past = _said.Items[(Lags - Step + 1)..];
        for (var k = 0; k < Step; k++)
        {
            energies[k] = TensorPrimitives.SumOfSquares(past.Slice(k, Step));
        }
    }

    private void Correlate(float energy)
    {
        _products.AsSpan().Clear();
        ReadOnlySpan<float> said = _said.Items;
        for (var n = 0; n < Step; n++)
        {
            TensorPrimitives.MultiplyAdd(said.Slice(1 + n, Lags), _heard[n], _products, _products);
        }

        ReadOnlySpan<float> energies = _energies.Items;
        Add(_pastProducts, _products, Memory);
        Add(_pastEnergies, energies, Memory);
        Add(_shortProducts, _products, ShortMemory);
        Add(_shortEnergies, energies, ShortMemory);
        _pastHeard = (_pastHeard * Memory) + energy;
        _shortHeard = (_shortHeard * ShortMemory) + energy;

        static void Add(float[] past, ReadOnlySpan<float> now, float memory) => TensorPrimitives.MultiplyAdd(past, memory, now, past);
    }

    /// <summary>Looks for the delay that explains what came back, and keeps the one it has while none does better.</summary>
    private void FindDelay()
    {
        _evidence++;
        var (best, likeness) = (-1, 0f);
        for (var k = 0; k < Lags; k++)
        {
            var alike = Likeness(_pastProducts[k], _pastEnergies[k], _pastHeard);
            if (alike > likeness)
            {
                (best, likeness) = (k, alike);
            }
        }

        var needed = Math.Max(Believed, FirstBelieved - (LessWithEach * _evidence));
        if (_evidence >= LeastEvidence && likeness >= needed)
        {
            _best = best;
        }
    }

    private bool Judge(float energy)
    {
        var (alike, expected) = (0f, 0f);
        var energies = _energies.Items;
        for (var k = Math.Max(0, _best - Neighbours); k <= Math.Min(Lags - 1, _best + Neighbours); k++)
        {
            alike = Math.Max(alike, Likeness(_shortProducts[k], _shortEnergies[k], _shortHeard));
            expected = Math.Max(expected, energies[k]);
        }

        var gain = _pastEnergies[_best] <= 0 ? 0 : _pastProducts[_best] / _pastEnergies[_best];
        return alike >= Alike || energy <= 2 * gain * gain * expected;
    }

    /// <summary>The squared correlation; an echo may be inverted.</summary>
    private static float Likeness(float product, float said, float heard) =>
        said < Quiet * Step ? 0 : product * product / (said * heard);
}
