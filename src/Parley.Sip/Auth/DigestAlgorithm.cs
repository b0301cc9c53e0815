using System.Security.Cryptography;
using System.Text;

namespace Parley.Sip.Auth;

/// <summary>A digest algorithm: the hash, and whether the session variant is meant (RFC 7616, section 3.4; RFC 8760).</summary>
/// <param name="Name">As it goes into the answer; <see langword="null"/> when the challenge named none, which means MD5.</param>
/// <param name="Hash">The hash function.</param>
/// <param name="IsSession">Whether nonce and cnonce go into the first hash.</param>
internal readonly record struct DigestAlgorithm(string? Name, DigestHash Hash, bool IsSession)
{
    private const string SessionSuffix = "-sess";

    public static bool TryParse(string? name, out DigestAlgorithm value)
    {
        var session = name?.EndsWith(SessionSuffix, StringComparison.OrdinalIgnoreCase) ?? false;
        var hash = (session ? name![..^SessionSuffix.Length] : name)?.ToUpperInvariant() switch
        {
            null or "MD5" => DigestHash.Md5,
            "SHA-256" => DigestHash.Sha256,
            "SHA-512-256" => DigestHash.Sha512T256,
            _ => DigestHash.None,
        };
        value = new(name, hash, session);
        return hash != DigestHash.None;
    }

    /// <summary>Lower-case hexadecimal hash of a text in UTF-8.</summary>
    public string Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(Hash switch
        {
            DigestHash.Sha512T256 => Sha512T256.HashData(bytes),
            DigestHash.Sha256 => SHA256.HashData(bytes),
            _ => CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes),
        });
    }
}

/// <summary>The hash functions of digests, the weakest first.</summary>
internal enum DigestHash
{
    None,
    Md5,
    Sha256,
    Sha512T256,
}
