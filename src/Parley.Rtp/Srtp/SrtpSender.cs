using System.Buffers.Binary;

namespace Parley.Rtp.Srtp;

/// <summary>
/// Encrypts what we send under one key. Each source counts its sequence numbers' roll-overs and its reports for itself; a source is never forgotten, since to begin
/// one again would use a key stream twice. Media thread; does not allocate in steady state.
/// </summary>
internal sealed class SrtpSender(SrtpKey key) : IDisposable
{
    private readonly SrtpTransform _transform = SrtpTransform.Create(key);
    private readonly List<Source> _sources = new(2);

    /// <summary>How much larger than what is in them packets can be.</summary>
    public const int Growth = 16 + SrtpTransform.RtcpIndex;

    /// <summary>Encrypts the next packet of a source in place.</summary>
    /// <param name="buffer">The packet, with <see cref="Growth"/> bytes of room behind it.</param>
    /// <param name="length">The packet's length.</param>
    /// <returns>The length to send.</returns>
    public int Protect(Span<byte> buffer, int length)
    {
        if (!SrtpHeader.TryRead(buffer[..length], out var headerLength, out var ssrc, out var sequence))
        {
            throw new ArgumentException("This is no RTP packet.", nameof(buffer));
        }

        var source = Find(ssrc);
        if (source.HasSent && sequence < source.Sequence)
        {
            source.RollOver++; // Our own numbers only go up.
        }

        (source.Sequence, source.HasSent) = (sequence, true);
        return _transform.Protect(buffer, length, headerLength, ssrc, ((ulong)source.RollOver << 16) | sequence);
    }

    /// <summary>Encrypts the next reports of a source in place, likewise.</summary>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]);
        return _transform.ProtectRtcp(buffer, length, ssrc, Find(ssrc).Reports++ & ~SrtpTransform.EncryptedFlag);
    }

    public void Dispose() => _transform.Dispose();

    private Source Find(uint ssrc)
    {
        foreach (var known in _sources)
        {
            if (known.Ssrc == ssrc)
            {
                return known;
            }
        }

        var source = new Source(ssrc);
        _sources.Add(source);
        return source;
    }

    private sealed class Source(uint ssrc)
    {
        public uint Ssrc => ssrc;

        public bool HasSent { get; set; }

        public ushort Sequence { get; set; }

        public uint RollOver { get; set; }

        public uint Reports { get; set; }
    }
}
