using System.Security.Cryptography;
using Parley.Sip.Messages;

namespace Parley.Sip.UserAgents;

/// <summary>Makes branches, tags, Call-IDs and client nonces: unguessable by default, repeatable with a seeded generator.</summary>
internal sealed class SipIds(Random? random)
{
    private readonly Lock _gate = new();
    private readonly byte[] _drawn = new byte[1024];
    private int _used = 1024;

    /// <summary>A branch of RFC 3261.</summary>
    public string NewBranch() => Via.MagicCookie + Hex(10);

    /// <summary>A tag: 64 bits.</summary>
    public string NewTag() => Hex(8);

    /// <summary>A Call-ID; without a host, so that it tells nothing about us.</summary>
    public string NewCallId() => Hex(16);

    /// <summary>A client nonce.</summary>
    public string NewNonce() => Hex(8);

    /// <summary>Where RSeq starts (RFC 3262, section 3): with room above.</summary>
    public uint NewReliableSequence() => (uint)Next(1_000_000_000) + 1;

    /// <summary>A time between two, in steps of 10 ms (RFC 3261, section 14.1).</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + TimeSpan.FromMilliseconds(10 * Next((int)((to - from).TotalMilliseconds / 10) + 1));

    private int Next(int below)
    {
        if (random is null)
        {
            return RandomNumberGenerator.GetInt32(below);
        }

        lock (_gate)
        {
            return random.Next(below);
        }
    }

    // The system's generator costs the same for a few bytes as for many; none is used twice, nor kept once used.
    private void Draw(Span<byte> bytes)
    {
        if (_drawn.Length - _used < bytes.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _used = 0;
        }

        var next = _drawn.AsSpan(_used, bytes.Length);
        next.CopyTo(bytes);
        next.Clear();
        _used += bytes.Length;
    }

    private string Hex(int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        lock (_gate)
        {
            if (random is null)
            {
                Draw(bytes);
            }
            else
            {
                random.NextBytes(bytes);
            }
        }

        return Convert.ToHexStringLower(bytes);
    }
}
