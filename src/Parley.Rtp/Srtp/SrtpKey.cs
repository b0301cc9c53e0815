using System.Security.Cryptography;

namespace Parley.Rtp.Srtp;

/// <summary>A master key with its salt: what one direction of a stream is encrypted with. Equal when every bit is. Never prints itself.</summary>
public sealed class SrtpKey : IEquatable<SrtpKey>
{
    private readonly byte[] _keyAndSalt;
    private readonly byte[] _identifier;

    /// <summary>Makes a key of bytes, which are copied.</summary>
    /// <param name="suite">What it is for.</param>
    /// <param name="keyAndSalt">The key, and behind it the salt, as <c>inline:</c> has them.</param>
    /// <param name="identifier">The master key identifier that its sender puts into every packet (MKI), if any; at most 128 bytes.</param>
    /// <exception cref="ArgumentException">Another length than the suite's, or a longer identifier.</exception>
    public SrtpKey(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> identifier = default)
    {
        ArgumentNullException.ThrowIfNull(suite);
        if (keyAndSalt.Length != suite.KeyLength + suite.SaltLength)
        {
            throw new ArgumentException($"{suite} takes {suite.KeyLength} bytes of key and {suite.SaltLength} of salt.", nameof(keyAndSalt));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(identifier.Length, LongestIdentifier, nameof(identifier));
        Suite = suite;
        _keyAndSalt = keyAndSalt.ToArray();
        _identifier = identifier.ToArray();
    }

    /// <summary>The longest master key identifier, in bytes (RFC 4568, section 6.1).</summary>
    public const int LongestIdentifier = 128;

    /// <summary>What the key is for.</summary>
    public SrtpSuite Suite { get; }

    /// <summary>Key and salt together, as <c>inline:</c> has them. Secret.</summary>
    public ReadOnlySpan<byte> KeyAndSalt => _keyAndSalt;

    /// <summary>What stands in every packet to name the key; usually empty.</summary>
    public ReadOnlySpan<byte> Identifier => _identifier;

    internal ReadOnlySpan<byte> Key => KeyAndSalt[..Suite.KeyLength];

    internal ReadOnlySpan<byte> Salt => KeyAndSalt[Suite.KeyLength..];

    /// <summary>Draws a key.</summary>
    /// <param name="suite">What it is for.</param>
    /// <param name="random">A seeded source makes simulated calls repeatable; <see langword="null"/> takes the system's, as every real call must.</param>
    public static SrtpKey Create(SrtpSuite suite, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(suite);
        Span<byte> drawn = stackalloc byte[suite.KeyLength + suite.SaltLength];
        if (random is null)
        {
            RandomNumberGenerator.Fill(drawn);
        }
        else
        {
            random.NextBytes(drawn);
        }

        return new(suite, drawn);
    }

    /// <inheritdoc/>
    public bool Equals(SrtpKey? other) =>
        other is not null
        && Suite == other.Suite
        && CryptographicOperations.FixedTimeEquals(_keyAndSalt, other._keyAndSalt)
        && _identifier.AsSpan().SequenceEqual(other._identifier);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SrtpKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Suite.Name.Length + (_keyAndSalt[0] << 8);

    /// <summary>The suite; the key is nobody's business.</summary>
    public override string ToString() => $"{Suite} (key not shown)";
}
