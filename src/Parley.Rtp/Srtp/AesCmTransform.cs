using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Rtp.Srtp;

/// <summary>AES in counter mode with HMAC-SHA1 (RFC 3711, sections 4.1.1 and 4.2.1).</summary>
internal sealed class AesCmTransform(int tagLength, SrtpTransform.SessionKeys rtp, SrtpTransform.SessionKeys rtcp) : SrtpTransform
{
    private const int RtcpTag = 10;
    private const int HashLength = 20;

    private readonly Direction _rtp = new(rtp);
    private readonly Direction _rtcp = new(rtcp);

    public override int Protect(Span<byte> buffer, int length, int headerLength, uint ssrc, ulong index)
    {
        _rtp.Encrypt(buffer[headerLength..length], ssrc, index);
        Span<byte> hash = stackalloc byte[HashLength];
        _rtp.Sign(buffer[..length], (uint)(index >> 16), hash);
        hash[..tagLength].CopyTo(buffer[length..]);
        return length + tagLength;
    }

    public override bool TryUnprotect(Span<byte> packet, int headerLength, uint ssrc, ulong index, out int length)
    {
        length = packet.Length - tagLength;
        if (length < headerLength)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HashLength];
        _rtp.Sign(packet[..length], (uint)(index >> 16), hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..tagLength], packet[length..]))
        {
            return false;
        }

        _rtp.Encrypt(packet[headerLength..length], ssrc, index);
        return true;
    }

    public override int ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint index)
    {
        _rtcp.Encrypt(buffer[RtcpHeader..length], ssrc, index);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], index | EncryptedFlag);
        length += RtcpIndex;
        Span<byte> hash = stackalloc byte[HashLength];
        _rtcp.Sign(buffer[..length], null, hash);
        hash[..RtcpTag].CopyTo(buffer[length..]);
        return length + RtcpTag;
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, out uint index, out int length)
    {
        index = 0;
        length = packet.Length - RtcpTag - RtcpIndex;
        if (length < RtcpHeader || !TryReadIndex(packet[length..], out index))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HashLength];
        _rtcp.Sign(packet[..^RtcpTag], null, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..RtcpTag], packet[^RtcpTag..]))
        {
            return false;
        }

        _rtcp.Encrypt(packet[RtcpHeader..length], ssrc, index);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rtp.Dispose();
            _rtcp.Dispose();
        }
    }

    private sealed class Direction(SessionKeys keys) : IDisposable
    {
        private readonly AesCounter _cipher = new(keys.Cipher);

#pragma warning disable CA5350 // HMAC-SHA1 is what RFC 3711 prescribes; as a message authentication code it is unbroken.
        private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, keys.Authentication);
#pragma warning restore CA5350

        /// <summary>The first counter is salt * 2^16 XOR ssrc * 2^64 XOR index * 2^16.</summary>
        public void Encrypt(Span<byte> data, uint ssrc, ulong index)
        {
            Span<byte> first = stackalloc byte[AesCounter.Block];
            first.Clear();
            keys.Salt.CopyTo(first);
            Span<byte> numbers = stackalloc byte[12];
            BinaryPrimitives.WriteUInt32BigEndian(numbers, ssrc);
            BinaryPrimitives.WriteUInt64BigEndian(numbers[4..], index << 16);
            for (var i = 0; i < numbers.Length; i++)
            {
                first[4 + i] ^= numbers[i];
            }

            _cipher.Apply(data, first);
        }

        public void Sign(ReadOnlySpan<byte> packet, uint? rollOver, Span<byte> hash)
        {
            _hash.AppendData(packet);
            if (rollOver is { } counter)
            {
                Span<byte> word = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(word, counter);
                _hash.AppendData(word);
            }

            _hash.GetHashAndReset(hash);
        }

        public void Dispose()
        {
            _cipher.Dispose();
            _hash.Dispose();
        }
    }
}
