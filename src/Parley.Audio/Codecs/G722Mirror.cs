namespace Parley.Audio.Codecs;

/// <summary>The quadrature mirror filter of ITU-T G.722 (section 3.1): 24 taps, the same forwards and backwards, so twelve numbers say them all.</summary>
internal static class G722Mirror
{
    public const int Taps = 24;

    public static readonly int[] Weights = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
}

/// <summary>Splits sound of 16,000 Hz into two bands of 8,000 Hz.</summary>
internal sealed class G722Splitter
{
    private readonly int[] _past = new int[G722Mirror.Taps];

    /// <summary>Takes two samples, and gives one of each band.</summary>
    public void Split(short first, short second, out int low, out int high)
    {
        _past.AsSpan(2).CopyTo(_past);
        (_past[^2], _past[^1]) = (first, second);
        var (odd, even) = (0, 0);
        for (var i = 0; i < G722Mirror.Weights.Length; i++)
        {
            odd += _past[2 * i] * G722Mirror.Weights[i];
            even += _past[(2 * i) + 1] * G722Mirror.Weights[^(i + 1)];
        }

        low = (even + odd) >> 14;
        high = (even - odd) >> 14;
    }
}

/// <summary>Joins two bands of 8,000 Hz to sound of 16,000 Hz.</summary>
internal sealed class G722Joiner
{
    private readonly int[] _past = new int[G722Mirror.Taps];

    /// <summary>Takes a sample of each band, and gives two.</summary>
    public void Join(int low, int high, out short first, out short second)
    {
        _past.AsSpan(2).CopyTo(_past);
        (_past[^2], _past[^1]) = (low + high, low - high);
        var (odd, even) = (0, 0);
        for (var i = 0; i < G722Mirror.Weights.Length; i++)
        {
            even += _past[2 * i] * G722Mirror.Weights[i];
            odd += _past[(2 * i) + 1] * G722Mirror.Weights[^(i + 1)];
        }

        first = (short)G722Quantizer.Saturate(odd >> 11);
        second = (short)G722Quantizer.Saturate(even >> 11);
    }
}
