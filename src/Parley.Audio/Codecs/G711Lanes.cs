using System.Numerics;

namespace Parley.Audio.Codecs;

/// <summary>
/// G.711 for as many samples at once as the processor has lanes. Both laws write down a segment and a step, which are just the exponent and the first four bits of
/// mantissa of a float: so a conversion to float and back does what the tables of <see cref="G711"/> do, bit for bit.
/// </summary>
internal static class G711Lanes
{
    private const int StepShift = 19; // the fourth bit of a float's mantissa
    private const int OneStep = 1 << StepShift;
    private const int ExponentOfOne = 127;
    private const int ExponentShift = 23;

    /// <summary>Compresses what fills whole vectors to mu-law.</summary>
    /// <returns>How many samples that were.</returns>
    public static int EncodeMuLaw(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        var done = 0;
        for (; samples.Length - done >= Vector<byte>.Count; done += Vector<byte>.Count)
        {
            Vector.Widen(Load(samples, done), out var first, out var second);
            Vector.Widen(Load(samples, done + Vector<short>.Count), out var third, out var fourth);
            Codes(MuLaw(first), MuLaw(second), MuLaw(third), MuLaw(fourth)).CopyTo(destination[done..]);
        }

        return done;
    }

    /// <summary>Compresses what fills whole vectors to A-law.</summary>
    /// <returns>How many samples that were.</returns>
    public static int EncodeALaw(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        var done = 0;
        for (; samples.Length - done >= Vector<byte>.Count; done += Vector<byte>.Count)
        {
            Vector.Widen(Load(samples, done), out var first, out var second);
            Vector.Widen(Load(samples, done + Vector<short>.Count), out var third, out var fourth);
            Codes(ALaw(first), ALaw(second), ALaw(third), ALaw(fourth)).CopyTo(destination[done..]);
        }

        return done;
    }

    /// <summary>Expands what fills whole vectors from mu-law.</summary>
    /// <returns>How many samples that were.</returns>
    public static int DecodeMuLaw(ReadOnlySpan<byte> source, Span<short> samples)
    {
        var done = 0;
        for (; source.Length - done >= Vector<byte>.Count; done += Vector<byte>.Count)
        {
            Widen(source, done, out var first, out var second, out var third, out var fourth);
            Vector.Narrow(FromMuLaw(first), FromMuLaw(second)).CopyTo(samples[done..]);
            Vector.Narrow(FromMuLaw(third), FromMuLaw(fourth)).CopyTo(samples[(done + Vector<short>.Count)..]);
        }

        return done;
    }

    /// <summary>Expands what fills whole vectors from A-law.</summary>
    /// <returns>How many samples that were.</returns>
    public static int DecodeALaw(ReadOnlySpan<byte> source, Span<short> samples)
    {
        var done = 0;
        for (; source.Length - done >= Vector<byte>.Count; done += Vector<byte>.Count)
        {
            Widen(source, done, out var first, out var second, out var third, out var fourth);
            Vector.Narrow(FromALaw(first), FromALaw(second)).CopyTo(samples[done..]);
            Vector.Narrow(FromALaw(third), FromALaw(fourth)).CopyTo(samples[(done + Vector<short>.Count)..]);
        }

        return done;
    }

    // The magnitude in 14 bits with 33 added: the lowest segment begins at 2^5.
    private static Vector<int> MuLaw(Vector<int> sample)
    {
        var sign = sample >> 31;
        var magnitude = Vector.Min(((sample ^ sign) >> 2) + new Vector<int>(33), new Vector<int>(0x1FFF));
        var code = Bits(magnitude) - new Vector<int>((ExponentOfOne + 5) << 4);
        return ~((sign & new Vector<int>(0x80)) | code) & new Vector<int>(0xFF);
    }

    // The magnitude in 12 bits. Below 16 the steps are even; from there on the lowest segment begins at 2^4, one above it.
    private static Vector<int> ALaw(Vector<int> sample)
    {
        var sign = sample >> 31;
        var magnitude = (sample ^ sign) >> 4;
        var code = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<int>(16)), magnitude, Bits(magnitude) - new Vector<int>((ExponentOfOne + 3) << 4));
        return (~sign & new Vector<int>(0x80)) ^ code ^ new Vector<int>(0x55);
    }

    // Segment and step as exponent and mantissa, half a step more for the middle of the interval; 132 is what the law adds before it compresses.
    private static Vector<int> FromMuLaw(Vector<int> code)
    {
        var bits = ~code;
        var magnitude = Middle(bits & new Vector<int>(0x7F), ExponentOfOne + 7) - new Vector<int>(132);
        return Signed(magnitude, Vector.Equals(bits & new Vector<int>(0x80), Vector<int>.Zero));
    }

    private static Vector<int> FromALaw(Vector<int> code)
    {
        var bits = code ^ new Vector<int>(0x55);
        var steps = bits & new Vector<int>(0x7F);
        var even = (steps << 4) + new Vector<int>(8);
        var magnitude = Vector.ConditionalSelect(Vector.LessThan(steps, new Vector<int>(16)), even, Middle(steps, ExponentOfOne + 7));
        return Signed(magnitude, Vector.Equals(bits & new Vector<int>(0x80), new Vector<int>(0x80)));
    }

    private static Vector<int> Bits(Vector<int> magnitude) => Vector.AsVectorInt32(Vector.ConvertToSingle(magnitude)) >> StepShift;

    private static Vector<int> Middle(Vector<int> steps, int exponent) => Vector.ConvertToInt32(Vector.AsVectorSingle(
        (steps << StepShift) + new Vector<int>((exponent << ExponentShift) + (OneStep / 2))));

    private static Vector<int> Signed(Vector<int> magnitude, Vector<int> isPositive) => Vector.ConditionalSelect(isPositive, magnitude, -magnitude);

    private static Vector<short> Load(ReadOnlySpan<short> samples, int at) => new(samples[at..]);

    private static void Widen(
        ReadOnlySpan<byte> source, int at, out Vector<int> first, out Vector<int> second, out Vector<int> third, out Vector<int> fourth)
    {
        Vector.Widen(new Vector<byte>(source[at..]), out var low, out var high);
        Vector.Widen(Vector.AsVectorInt16(low), out first, out second);
        Vector.Widen(Vector.AsVectorInt16(high), out third, out fourth);
    }

    private static Vector<byte> Codes(Vector<int> first, Vector<int> second, Vector<int> third, Vector<int> fourth) => Vector.Narrow(
        Vector.AsVectorUInt16(Vector.Narrow(first, second)), Vector.AsVectorUInt16(Vector.Narrow(third, fourth)));
}
