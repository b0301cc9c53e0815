using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Rtp.Srtp;

/// <summary>
/// AES in Galois/counter mode (RFC 7714). The framework's way to decrypt throws on a forged packet, which a stranger could make it do all day; so a packet is decrypted
/// by the counter mode that GCM is made of, and its tag is compared with the one that encrypting it again gives.
/// </summary>
internal sealed class AesGcmTransform(byte[] rtpKey, byte[] rtpSalt, byte[] rtcpKey, byte[] rtcpSalt) : SrtpTransform
{
    private const int Tag = 16;
    private const int Nonce = 12;

    private readonly Direction _rtp = new(rtpKey);
    private readonly Direction _rtcp = new(rtcpKey);

    public override int Protect(Span<byte> buffer, int length, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> nonce = stackalloc byte[Nonce];
        WriteRtpNonce(nonce, ssrc, index);
        _rtp.Encrypt(nonce, buffer[headerLength..length], buffer.Slice(length, Tag), buffer[..headerLength]);
        return length + Tag;
    }

    public override bool TryUnprotect(Span<byte> packet, int headerLength, uint ssrc, ulong index, out int length)
    {
        length = packet.Length - Tag;
        if (length < headerLength)
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[Nonce];
        WriteRtpNonce(nonce, ssrc, index);
        return _rtp.TryDecrypt(nonce, packet[headerLength..length], packet[length..], packet[..headerLength]);
    }

    public override int ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint index)
    {
        Span<byte> nonce = stackalloc byte[Nonce];
        WriteRtcpNonce(nonce, ssrc, index);
        Span<byte> associated = stackalloc byte[RtcpHeader + RtcpIndex];
        buffer[..RtcpHeader].CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[RtcpHeader..], index | EncryptedFlag);
        _rtcp.Encrypt(nonce, buffer[RtcpHeader..length], buffer.Slice(length, Tag), associated);
        associated[RtcpHeader..].CopyTo(buffer[(length + Tag)..]);
        return length + Tag + RtcpIndex;
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, out uint index, out int length)
    {
        index = 0;
        length = packet.Length - Tag - RtcpIndex;
        if (length < RtcpHeader || !TryReadIndex(packet[^RtcpIndex..], out index))
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[Nonce];
        WriteRtcpNonce(nonce, ssrc, index);
        Span<byte> associated = stackalloc byte[RtcpHeader + RtcpIndex];
        packet[..RtcpHeader].CopyTo(associated);
        packet[^RtcpIndex..].CopyTo(associated[RtcpHeader..]);
        return _rtcp.TryDecrypt(nonce, packet[RtcpHeader..length], packet.Slice(length, Tag), associated);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rtp.Dispose();
            _rtcp.Dispose();
        }
    }

    /// <summary>Two zeros, SSRC, roll-over counter and sequence number, XOR salt (section 8.1).</summary>
    private void WriteRtpNonce(Span<byte> nonce, uint ssrc, ulong index)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(word, index);
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], ssrc);
        word[2..].CopyTo(nonce[6..]);
        Salt(nonce, rtpSalt);
    }

    /// <summary>Two zeros, SSRC, two zeros and the index, XOR salt (section 9.1).</summary>
    private void WriteRtcpNonce(Span<byte> nonce, uint ssrc, uint index)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], index);
        Salt(nonce, rtcpSalt);
    }

    private static void Salt(Span<byte> nonce, byte[] salt)
    {
        for (var i = 0; i < nonce.Length; i++)
        {
            nonce[i] ^= salt[i];
        }
    }

    private sealed class Direction(byte[] key) : IDisposable
    {
        private const byte FirstCounter = 2; // 1 encrypts the tag.

        private readonly AesGcm _gcm = new(key, Tag);
        private readonly AesCounter _counter = new(key);
        private readonly byte[] _again = new byte[LargestPacket];

        public void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> data, Span<byte> tag, ReadOnlySpan<byte> associated) =>
            _gcm.Encrypt(nonce, data, data, tag, associated);

        public bool TryDecrypt(ReadOnlySpan<byte> nonce, Span<byte> data, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
        {
            Span<byte> first = stackalloc byte[AesCounter.Block];
            first.Clear();
            nonce.CopyTo(first);
            first[^1] = FirstCounter;
            _counter.Apply(data, first);
            Span<byte> expected = stackalloc byte[Tag];
            _gcm.Encrypt(nonce, data, _again.AsSpan(0, data.Length), expected, associated);
            if (CryptographicOperations.FixedTimeEquals(expected, tag))
            {
                return true;
            }

            _counter.Apply(data, first); // Back to what it was.
            return false;
        }

        public void Dispose()
        {
            _gcm.Dispose();
            _counter.Dispose();
        }
    }
}
