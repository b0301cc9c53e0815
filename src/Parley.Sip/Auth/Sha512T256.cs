using System.Buffers.Binary;
using System.Numerics;

namespace Parley.Sip.Auth;

/// <summary>SHA-512/256 (FIPS 180-4, section 6.7), which .NET does not have: SHA-512 from other initial values, cut to 256 bits.</summary>
internal static class Sha512T256
{
    /// <summary>Size of the hash in bytes.</summary>
    public const int Size = 32;

    private const int BlockSize = 128;

    private static readonly ulong[] Initial =
    [
        0x22312194FC2BF72C, 0x9F555FA3C84C64C2, 0x2393B86B6F53B151, 0x963877195940EABD,
        0x96283EE2A88EFFE3, 0xBE5E1E2553863992, 0x2B0199FC2C85B8AA, 0x0EB72DDC81C52CA2,
    ];

    // The fractional parts of the cube roots of the first 80 primes (section 4.2.3), computed rather than copied.
    private static readonly ulong[] Constants = [.. Primes().Take(80).Select(CubeRootFraction)];

    /// <summary>Hashes bytes.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[8];
        Initial.CopyTo(state);
        var whole = data.Length / BlockSize * BlockSize;
        for (var i = 0; i < whole; i += BlockSize)
        {
            Compress(state, data.Slice(i, BlockSize));
        }

        // The rest, a one bit, zeros, and the length in bits.
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        var rest = data[whole..];
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        var length = rest.Length + 17 <= BlockSize ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64BigEndian(tail[(length - 8)..], (ulong)data.Length * 8);
        for (var i = 0; i < length; i += BlockSize)
        {
            Compress(state, tail.Slice(i, BlockSize));
        }

        var hash = new byte[Size];
        for (var i = 0; i < Size / 8; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(i * 8), state[i]);
        }

        return hash;
    }

    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        Span<ulong> w = stackalloc ulong[80];
        for (var t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt64BigEndian(block[(t * 8)..]);
        }

        for (var t = 16; t < 80; t++)
        {
            var s0 = BitOperations.RotateRight(w[t - 15], 1) ^ BitOperations.RotateRight(w[t - 15], 8) ^ (w[t - 15] >> 7);
            var s1 = BitOperations.RotateRight(w[t - 2], 19) ^ BitOperations.RotateRight(w[t - 2], 61) ^ (w[t - 2] >> 6);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var t = 0; t < 80; t++)
        {
            var s1 = BitOperations.RotateRight(e, 14) ^ BitOperations.RotateRight(e, 18) ^ BitOperations.RotateRight(e, 41);
            var t1 = h + s1 + ((e & f) ^ (~e & g)) + Constants[t] + w[t];
            var s0 = BitOperations.RotateRight(a, 28) ^ BitOperations.RotateRight(a, 34) ^ BitOperations.RotateRight(a, 39);
            var t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static IEnumerable<int> Primes()
    {
        for (var n = 2; ; n++)
        {
            if (Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(divisor => n % divisor != 0))
            {
                yield return n;
            }
        }
    }

    /// <summary>The first 64 bits behind the point of a cube root: the root of n * 2^192, cut to its low 64 bits.</summary>
    private static ulong CubeRootFraction(int n)
    {
        var target = (BigInteger)n << 192;
        BigInteger root = 0;
        for (var bit = 67; bit >= 0; bit--)
        {
            var next = root | (BigInteger.One << bit);
            root = BigInteger.Pow(next, 3) <= target ? next : root;
        }

        return (ulong)(root & ulong.MaxValue);
    }
}
