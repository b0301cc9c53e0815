namespace Parley.Audio.Codecs;

/// <summary>The quantisers of ITU-T G.722, section 3: what a difference is called, and what it is taken for.</summary>
internal static class G722Quantizer
{
    /// <summary>Where the thirty steps of the lower band begin, in units of the step (table 3, Q6).</summary>
    private static readonly short[] LowLevels =
    [
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
    ];

    /// <summary>What the six bits of the lower band stand for (table 5, Q6 inverse), sign and magnitude by code.</summary>
    private static readonly short[] LowValues =
    [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
        -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
        24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
    ];

    /// <summary>What the upper four bits of them stand for: the part that the predictor adapts by (Q4 inverse).</summary>
    private static readonly short[] LowCoarse = [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];

    /// <summary>What the two bits of the upper band stand for (Q2 inverse).</summary>
    private static readonly short[] HighValues = [-7408, -1616, 7408, 1616];

    public static int EncodeLow(int difference, int step)
    {
        difference = Saturate(difference);
        var magnitude = difference >= 0 ? difference : -(difference + 1);
        var level = 0;
        while (level < LowLevels.Length && magnitude >= (LowLevels[level] * step) >> 12)
        {
            level++;
        }

        // Codes count down with the magnitude: 61 to 32 for what is above zero; 63, 62, then 31 to 4 for what is below.
        return difference >= 0 ? 61 - level : level < 2 ? 63 - level : 33 - level;
    }

    public static int EncodeHigh(int difference, int step)
    {
        difference = Saturate(difference);
        var magnitude = difference >= 0 ? difference : -(difference + 1);
        var isLarge = magnitude >= (564 * step) >> 12;
        return difference < 0 ? (isLarge ? 0 : 1) : (isLarge ? 2 : 3);
    }

    public static int DecodeLow(int code, int step) => (step * LowValues[code]) >> 15;

    public static int DecodeLowCoarse(int code, int step) => (step * LowCoarse[code]) >> 15;

    public static int DecodeHigh(int code, int step) => (step * HighValues[code]) >> 15;

    public static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);
}
