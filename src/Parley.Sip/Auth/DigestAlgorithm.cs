using System.Security.Cryptography;
using System.Text;

namespace Parley.Sip.Auth;

/// <summary>A digest algorithm: the hash, and whether the session variant is meant (RFC 7616, section 3.4).</summary>
/// <param name="Name">As it goes into the answer; <see langword="null"/> when the challenge named none, which means MD5.</param>
/// <param name="Hash">The hash function.</param>
/// <param name="IsSession">Whether nonce and cnonce go into the first hash.</param>
internal readonly record struct DigestAlgorithm(string? Name, HashAlgorithmName Hash, bool IsSession)
{
    public static bool TryParse(string? name, out DigestAlgorithm value)
    {
        var known = name?.ToUpperInvariant() switch
        {
            null or "MD5" or "MD5-SESS" => HashAlgorithmName.MD5,
            "SHA-256" or "SHA-256-SESS" => HashAlgorithmName.SHA256,
            _ => default,
        };
        value = new(name, known, name?.EndsWith("-sess", StringComparison.OrdinalIgnoreCase) ?? false);
        return known.Name is not null;
    }

    /// <summary>Lower-case hexadecimal hash of a text in UTF-8.</summary>
    public string Of(string text) => Convert.ToHexStringLower(CryptographicOperations.HashData(Hash, Encoding.UTF8.GetBytes(text)));
}
