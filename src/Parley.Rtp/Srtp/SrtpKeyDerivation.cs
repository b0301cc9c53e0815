using System.Security.Cryptography;

namespace Parley.Rtp.Srtp;

/// <summary>
/// Makes session keys of a master key (RFC 3711, section 4.3): AES in counter mode over the salt and a label. The key derivation rate is zero, so
/// each is made once. With a master key of 256 bits the cipher is AES-256, and a salt of 96 bits is filled up with zeros (RFC 7714, section 11).
/// </summary>
internal static class SrtpKeyDerivation
{
    public const byte RtpCipher = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;
    public const byte RtcpOffset = 3;

    private const int Block = 16;
    private const int SaltLength = 14;
    private const int LabelAt = 7;

    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        var blocks = new byte[(length + Block - 1) / Block * Block];
        for (var at = 0; at < blocks.Length; at += Block)
        {
            masterSalt[..Math.Min(masterSalt.Length, SaltLength)].CopyTo(blocks.AsSpan(at));
            blocks[at + LabelAt] ^= label;
            blocks[at + Block - 1] = (byte)(at / Block);
        }

        using var aes = Aes.Create();
        aes.Key = masterKey.ToArray();
        return aes.EncryptEcb(blocks, PaddingMode.None)[..length];
    }
}
