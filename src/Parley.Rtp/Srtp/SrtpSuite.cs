using System.Diagnostics.CodeAnalysis;

namespace Parley.Rtp.Srtp;

/// <summary>A crypto-suite of SRTP as SDP names it (RFC 4568, section 6.2; RFC 7714, section 14.1).</summary>
/// <param name="Name">The name in <c>a=crypto</c>.</param>
/// <param name="KeyLength">Bytes of the master key, and of the session keys of the cipher.</param>
/// <param name="SaltLength">Bytes of the master salt.</param>
/// <param name="TagLength">Bytes by which a media packet grows.</param>
/// <param name="RtcpTagLength">Bytes of authentication in a report; its index of four bytes comes on top.</param>
/// <param name="IsAuthenticatedCipher">Whether the cipher authenticates by itself (AES-GCM), else HMAC-SHA1 does.</param>
public sealed record SrtpSuite(string Name, int KeyLength, int SaltLength, int TagLength, int RtcpTagLength, bool IsAuthenticatedCipher)
{
    /// <summary>AES in counter mode, HMAC-SHA1 cut to 80 bits (RFC 3711): what everybody speaks.</summary>
    public static SrtpSuite AesCm128HmacSha1Tag80 { get; } = new("AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10, false);

    /// <summary>The same with 32 bits on media; reports keep 80 (RFC 4568, section 6.2.2).</summary>
    public static SrtpSuite AesCm128HmacSha1Tag32 { get; } = new("AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10, false);

    /// <summary>AES-128 in Galois/counter mode (RFC 7714).</summary>
    public static SrtpSuite AeadAes128Gcm { get; } = new("AEAD_AES_128_GCM", 16, 12, 16, 16, true);

    /// <summary>AES-256 in Galois/counter mode (RFC 7714).</summary>
    public static SrtpSuite AeadAes256Gcm { get; } = new("AEAD_AES_256_GCM", 32, 12, 16, 16, true);

    /// <summary>Every suite spoken here, in the order in which they are offered: the one that everybody knows comes first.</summary>
    public static IReadOnlyList<SrtpSuite> All { get; } = [AesCm128HmacSha1Tag80, AeadAes256Gcm, AeadAes128Gcm, AesCm128HmacSha1Tag32];

    /// <summary>Finds a suite by its name, which is compared to the letter, as RFC 4568 has it.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out SrtpSuite? suite)
    {
        suite = All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.Ordinal));
        return suite is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
