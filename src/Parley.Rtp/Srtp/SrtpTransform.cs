using System.Buffers.Binary;

namespace Parley.Rtp.Srtp;

/// <summary>
/// Turns packets into encrypted ones and back, in place, with the session keys of one direction; knows nothing of what came before.
/// Media: header, encrypted payload, tag. Reports: eight bytes of header, the encrypted rest, the flag E with the index, tag (of AES-GCM the other way round).
/// Used by one thread at a time; does not allocate once it is made, and does not throw whatever the packets are.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>The largest packet, tag included, in bytes; a multiple of AES's block.</summary>
    public const int LargestPacket = 4096;

    /// <summary>Bytes of a report that stay readable: the first header and the sender's SSRC.</summary>
    public const int RtcpHeader = 8;

    /// <summary>Bytes of the flag E and the index.</summary>
    public const int RtcpIndex = 4;

    /// <summary>The flag that says "encrypted".</summary>
    public const uint EncryptedFlag = 0x8000_0000;

    /// <summary>The session keys of a master key put to work.</summary>
    public static SrtpTransform Create(SrtpKey key)
    {
        var suite = key.Suite;
        return suite.IsAuthenticatedCipher
            ? new AesGcmTransform(Derive(key, SrtpKeyDerivation.RtpCipher, suite.KeyLength), Derive(key, SrtpKeyDerivation.RtpSalt, suite.SaltLength),
                Rtcp(key, SrtpKeyDerivation.RtpCipher, suite.KeyLength), Rtcp(key, SrtpKeyDerivation.RtpSalt, suite.SaltLength))
            : new AesCmTransform(suite.TagLength, SessionKeys.Rtp(key), SessionKeys.Rtcp(key));
    }

    /// <summary>Encrypts a media packet.</summary>
    /// <param name="buffer">The packet, with room for the tag behind it.</param>
    /// <param name="length">The packet's length.</param>
    /// <param name="headerLength">What of it stays readable.</param>
    /// <param name="ssrc">Its source.</param>
    /// <param name="index">Roll-over counter and sequence number, 48 bits.</param>
    /// <returns>The length with the tag.</returns>
    public abstract int Protect(Span<byte> buffer, int length, int headerLength, uint ssrc, ulong index);

    /// <summary>Verifies a media packet and decrypts it; one that is not genuine stays as it was.</summary>
    /// <returns>Whether it is genuine.</returns>
    public abstract bool TryUnprotect(Span<byte> packet, int headerLength, uint ssrc, ulong index, out int length);

    /// <summary>Encrypts a datagram of reports, likewise.</summary>
    public abstract int ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint index);

    /// <summary>Verifies a datagram of reports and decrypts it, likewise.</summary>
    public abstract bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, out uint index, out int length);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The bytes that a report's tag and index take, at least eight bytes of header before them.</summary>
    protected static bool TryReadIndex(ReadOnlySpan<byte> word, out uint index)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(word);
        index = value & ~EncryptedFlag;
        return (value & EncryptedFlag) != 0; // Nothing was agreed on that would let plain reports through.
    }

    protected abstract void Dispose(bool disposing);

    private static byte[] Derive(SrtpKey key, byte label, int length) => SrtpKeyDerivation.Derive(key.Key, key.Salt, label, length);

    private static byte[] Rtcp(SrtpKey key, byte label, int length) => Derive(key, (byte)(label + SrtpKeyDerivation.RtcpOffset), length);

    /// <summary>The three session keys that AES in counter mode with HMAC needs.</summary>
    internal sealed record SessionKeys(byte[] Cipher, byte[] Authentication, byte[] Salt)
    {
        private const int AuthenticationLength = 20;

        public static SessionKeys Rtp(SrtpKey key) => Of(key, 0);

        public static SessionKeys Rtcp(SrtpKey key) => Of(key, SrtpKeyDerivation.RtcpOffset);

        private static SessionKeys Of(SrtpKey key, byte offset) => new(
            Derive(key, (byte)(SrtpKeyDerivation.RtpCipher + offset), key.Suite.KeyLength),
            Derive(key, (byte)(SrtpKeyDerivation.RtpAuthentication + offset), AuthenticationLength),
            Derive(key, (byte)(SrtpKeyDerivation.RtpSalt + offset), key.Suite.SaltLength));
    }
}
