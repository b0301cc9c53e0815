using System.Numerics;

namespace Parley.Audio.Mixing;

/// <summary>
/// Adds voices. A room sums everybody once into 32 bits, then gives each listener that sum minus its own voice (mix-minus), saturated to 16 bits.
/// Works on spans; never allocates.
/// </summary>
public static class Mixer
{
    /// <summary>Adds a voice to the total. Both must be equally long.</summary>
    public static void Add(Span<int> total, ReadOnlySpan<short> voice)
    {
        Check(total.Length, voice.Length);
        var i = 0;
        for (; i <= voice.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(voice[i..]), out var low, out var high);
            (low + new Vector<int>(total[i..])).CopyTo(total[i..]);
            (high + new Vector<int>(total[(i + Vector<int>.Count)..])).CopyTo(total[(i + Vector<int>.Count)..]);
        }

        for (; i < voice.Length; i++)
        {
            total[i] += voice[i];
        }
    }

    /// <summary>What a listener hears that is itself a part of the total: the others, saturated.</summary>
    /// <param name="total">The sum of all voices.</param>
    /// <param name="own">The listener's own voice, as it was added.</param>
    /// <param name="destination">Receives the others.</param>
    public static void MixMinus(ReadOnlySpan<int> total, ReadOnlySpan<short> own, Span<short> destination)
    {
        Check(total.Length, own.Length);
        Check(total.Length, destination.Length);
        var i = 0;
        for (; i <= own.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(own[i..]), out var low, out var high);
            Saturate(new Vector<int>(total[i..]) - low, new Vector<int>(total[(i + Vector<int>.Count)..]) - high).CopyTo(destination[i..]);
        }

        for (; i < own.Length; i++)
        {
            destination[i] = Saturate(total[i] - own[i]);
        }
    }

    /// <summary>What a listener hears that says nothing, and what a mono recording gets: everybody, saturated.</summary>
    public static void Mix(ReadOnlySpan<int> total, Span<short> destination)
    {
        Check(total.Length, destination.Length);
        var i = 0;
        for (; i <= total.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Saturate(new Vector<int>(total[i..]), new Vector<int>(total[(i + Vector<int>.Count)..])).CopyTo(destination[i..]);
        }

        for (; i < total.Length; i++)
        {
            destination[i] = Saturate(total[i]);
        }
    }

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);

    private static Vector<short> Saturate(Vector<int> low, Vector<int> high) => Vector.NarrowWithSaturation(low, high);

    private static void Check(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new ArgumentException($"Spans of one tick must be equally long, not {expected} and {actual} samples.");
        }
    }
}
