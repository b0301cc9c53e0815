using System.Security.Cryptography;

namespace Parley.Rtp.Srtp;

/// <summary>AES as a stream cipher: blocks that count up, encrypted, make a key stream (NIST SP 800-38A, CTR). Does not allocate once it is made.</summary>
internal sealed class AesCounter : IDisposable
{
    /// <summary>Bytes of a block.</summary>
    public const int Block = 16;

    private readonly ICryptoTransform _cipher;
    private readonly byte[] _counters = new byte[SrtpTransform.LargestPacket];
    private readonly byte[] _stream = new byte[SrtpTransform.LargestPacket];

    public AesCounter(byte[] key)
    {
        using var aes = Aes.Create();
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.None;
        aes.Key = key;
        _cipher = aes.CreateEncryptor();
    }

    /// <summary>Encrypts or decrypts in place. Only the last two bytes of the block count: a packet never has blocks enough to need the others.</summary>
    /// <param name="data">At most <see cref="SrtpTransform.LargestPacket"/> bytes.</param>
    /// <param name="first">The block that the first counter is.</param>
    public void Apply(Span<byte> data, ReadOnlySpan<byte> first)
    {
        if (data.IsEmpty)
        {
            return;
        }

        var length = (data.Length + Block - 1) / Block * Block;
        var start = (first[Block - 2] << 8) | first[Block - 1];
        for (var at = 0; at < length; at += Block)
        {
            var counter = start + (at / Block);
            first.CopyTo(_counters.AsSpan(at));
            (_counters[at + Block - 2], _counters[at + Block - 1]) = ((byte)(counter >> 8), (byte)counter);
        }

        _cipher.TransformBlock(_counters, 0, length, _stream, 0);
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= _stream[i];
        }
    }

    public void Dispose() => _cipher.Dispose();
}
