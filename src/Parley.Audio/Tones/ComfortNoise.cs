namespace Parley.Audio.Tones;

/// <summary>
/// The noise that stands for a silent far end (RFC 3389), so that the line does not seem dead: white, as loud as asked. The same every time. One per stream; does not allocate.
/// </summary>
public sealed class ComfortNoise
{
    private uint _state = 0x9E37_79B9;

    /// <summary>Makes noise.</summary>
    /// <param name="samples">Filled whole.</param>
    /// <param name="level">How loud, in -dBov: 0 is a full-scale square wave, 127 next to nothing.</param>
    public void Fill(Span<short> samples, int level)
    {
        // Evenly spread samples have a root mean square of their peak by the square root of three.
        var peak = Math.Min(32_767, 32_768 * Math.Sqrt(3) * Math.Pow(10, -level / 20.0));
        for (var i = 0; i < samples.Length; i++)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            samples[i] = (short)Math.Round(peak * (int)_state / 2_147_483_648.0);
        }
    }
}
