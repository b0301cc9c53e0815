using System.Runtime.CompilerServices;

namespace Parley.Audio.Codecs;

/// <summary>
/// The memory of one band of ITU-T G.722 (section 3.6): the step of its quantiser, and a predictor with two poles and six zeros whose weights follow the signs of what
/// it got wrong. Encoder and decoder run the same one on the same codes, which is what keeps them together.
/// </summary>
internal struct G722Band
{
    private const int Zeros = 6;
    private const int LowLargestLog = 18_432;
    private const int HighLargestLog = 22_528;

    private static readonly short[] LowLogSteps = [-60, -30, 58, 172, 334, 538, 1198, 3042];
    private static readonly byte[] LowLogIndex = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
    private static readonly short[] HighLogSteps = [798, -214, 798, -214];

    /// <summary>Powers of two in steps of a thirty-second, times 2,048 (table ILB).</summary>
    private static readonly short[] Antilog =
    [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ];

    private int _logStep;
    private int _pole1;
    private int _pole2;
    private int _partial1;
    private int _partial2;
    private int _rebuilt1;
    private int _zeroPrediction;
    private SixValues _zeros;
    private SixValues _differences;

    private G722Band(int step) => Step = step;

    /// <summary>The lower band at its start.</summary>
    public static G722Band Low => new(32);

    /// <summary>The upper band at its start.</summary>
    public static G722Band High => new(8);

    /// <summary>The quantiser's step.</summary>
    public int Step { get; private set; }

    /// <summary>What the next sample should be.</summary>
    public int Prediction { get; private set; }

    /// <summary>Follows a sample of the lower band.</summary>
    /// <param name="code">The upper four bits of its code: the lower two may be lost on the way, so nothing depends on them.</param>
    public void AdaptLow(int code)
    {
        var difference = G722Quantizer.DecodeLowCoarse(code, Step);
        _logStep = Math.Clamp(((_logStep * 127) >> 7) + LowLogSteps[LowLogIndex[code]], 0, LowLargestLog);
        Step = Scale(8);
        Predict(difference);
    }

    /// <summary>Follows a sample of the upper band.</summary>
    public void AdaptHigh(int code)
    {
        var difference = G722Quantizer.DecodeHigh(code, Step);
        _logStep = Math.Clamp(((_logStep * 127) >> 7) + HighLogSteps[code], 0, HighLargestLog);
        Step = Scale(10);
        Predict(difference);
    }

    private static int Saturate(int value) => G722Quantizer.Saturate(value);

    /// <summary>The step that the logarithm stands for.</summary>
    private readonly int Scale(int most)
    {
        var mantissa = Antilog[(_logStep >> 6) & 31];
        var shift = most - (_logStep >> 11);
        return (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
    }

    private void Predict(int difference)
    {
        var rebuilt = Saturate(Prediction + difference);
        var partial = Saturate(_zeroPrediction + difference);
        AdaptPoles(partial);
        AdaptZeros(difference);

        var poles = Saturate(((_pole1 * Saturate(2 * rebuilt)) >> 15) + ((_pole2 * Saturate(2 * _rebuilt1)) >> 15));
        var zeros = 0;
        for (var i = Zeros - 1; i >= 0; i--)
        {
            zeros += (_zeros[i] * Saturate(2 * _differences[i])) >> 15;
        }

        _zeroPrediction = Saturate(zeros);
        Prediction = Saturate(poles + _zeroPrediction);
        (_rebuilt1, _partial2, _partial1) = (rebuilt, _partial1, partial);
    }

    /// <summary>Blocks UPPOL2 and UPPOL1.</summary>
    private void AdaptPoles(int partial)
    {
        var likeLast = (partial < 0) == (_partial1 < 0);
        var likeOneBefore = (partial < 0) == (_partial2 < 0);
        var push = Saturate(4 * _pole1);
        push = Math.Min(likeLast ? -push : push, short.MaxValue);
        var second = Math.Clamp((push >> 7) + (likeOneBefore ? 128 : -128) + ((_pole2 * 32_512) >> 15), -12_288, 12_288);
        var most = Saturate(15_360 - second);
        var first = Saturate((likeLast ? 192 : -192) + ((_pole1 * 32_640) >> 15));
        (_pole1, _pole2) = (Math.Clamp(first, -most, most), second);
    }

    /// <summary>Block UPZERO, and the delay line behind it.</summary>
    private void AdaptZeros(int difference)
    {
        var push = difference == 0 ? 0 : 128;
        for (var i = 0; i < Zeros; i++)
        {
            var alike = (difference < 0) == (_differences[i] < 0);
            _zeros[i] = Saturate((alike ? push : -push) + ((_zeros[i] * 32_640) >> 15));
        }

        for (var i = Zeros - 1; i > 0; i--)
        {
            _differences[i] = _differences[i - 1];
        }

        _differences[0] = difference;
    }

    [InlineArray(Zeros)]
    private struct SixValues
    {
        private int _first;
    }
}
