using System.Buffers.Binary;

namespace Parley.Rtp.Srtp;

/// <summary>
/// Decrypts what comes in under one key: finds each packet's index, wards off replays, and keeps the state of every source apart. Only a genuine packet changes
/// that state, so strangers can neither fill nor move it. Media thread; does not allocate in steady state, and does not throw whatever comes.
/// </summary>
internal sealed class SrtpReceiver(SrtpKey key) : IDisposable
{
    /// <summary>Sources remembered at a time; beyond that the one that was silent longest is forgotten.</summary>
    private const int MostSources = 8;

    private const int HalfSequence = 0x8000;

    private readonly SrtpTransform _transform = SrtpTransform.Create(key);
    private readonly byte[] _identifier = key.Identifier.ToArray();
    private readonly int _tagBehindIdentifier = key.Suite.IsAuthenticatedCipher ? 0 : key.Suite.TagLength;
    private readonly int _rtcpTagBehindIdentifier = key.Suite.IsAuthenticatedCipher ? 0 : key.Suite.RtcpTagLength;
    private readonly Source[] _sources = new Source[MostSources];
    private long _clock;

    /// <summary>Decrypts a media packet in place.</summary>
    /// <param name="datagram">The packet as it came.</param>
    /// <param name="length">Its length without what SRTP added.</param>
    public SrtpVerdict Unprotect(Span<byte> datagram, out int length)
    {
        if (!SrtpHeader.TryRead(datagram, out var headerLength, out var ssrc, out var sequence)
            || datagram.Length > SrtpTransform.LargestPacket
            || !TryDropIdentifier(datagram, _tagBehindIdentifier, out var packet))
        {
            length = 0;
            return SrtpVerdict.Forged;
        }

        ref var source = ref Find(ssrc, out var isKnown);
        return isKnown && source.HasMedia
            ? UnprotectKnown(ref source, packet, headerLength, sequence, out length)
            : UnprotectFirst(ref source, packet, headerLength, ssrc, sequence, out length);
    }

    /// <summary>Decrypts a datagram of reports in place.</summary>
    /// <param name="datagram">The datagram as it came.</param>
    /// <param name="length">Its length without what SRTCP added.</param>
    public SrtpVerdict UnprotectRtcp(Span<byte> datagram, out int length)
    {
        length = 0;
        if (datagram.Length is < SrtpTransform.RtcpHeader or > SrtpTransform.LargestPacket
            || !TryDropIdentifier(datagram, _rtcpTagBehindIdentifier, out var packet))
        {
            return SrtpVerdict.Forged;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        if (!_transform.TryUnprotectRtcp(packet, ssrc, out var index, out length))
        {
            return SrtpVerdict.Forged;
        }

        ref var source = ref Find(ssrc, out var isKnown);
        if (!isKnown)
        {
            source = new() { Ssrc = ssrc };
        }

        if (!source.Reports.IsNew(index))
        {
            return SrtpVerdict.Replayed;
        }

        source.Reports.Add(index);
        source.UsedAt = ++_clock;
        return SrtpVerdict.Genuine;
    }

    public void Dispose() => _transform.Dispose();

    private SrtpVerdict UnprotectKnown(ref Source source, Span<byte> packet, int headerLength, ushort sequence, out int length)
    {
        length = 0;
        if (!TryGuessIndex(source.Media.Highest, sequence, out var index))
        {
            return SrtpVerdict.Forged;
        }

        if (!source.Media.IsNew(index))
        {
            return SrtpVerdict.Replayed;
        }

        if (!_transform.TryUnprotect(packet, headerLength, source.Ssrc, index, out length))
        {
            return SrtpVerdict.Forged;
        }

        source.Media.Add(index);
        source.UsedAt = ++_clock;
        return SrtpVerdict.Genuine;
    }

    /// <summary>
    /// The first packet of a source is taken to be of its first 65,536, or else of the second: media that ran before the call was answered is never seen, and may have
    /// gone through zero.
    /// </summary>
    private SrtpVerdict UnprotectFirst(ref Source source, Span<byte> packet, int headerLength, uint ssrc, ushort sequence, out int length)
    {
        ulong index = sequence;
        if (!_transform.TryUnprotect(packet, headerLength, ssrc, index, out length))
        {
            index += 0x10000;
            if (!_transform.TryUnprotect(packet, headerLength, ssrc, index, out length))
            {
                return SrtpVerdict.Forged;
            }
        }

        source = source.Ssrc == ssrc && source.UsedAt > 0 ? source : new() { Ssrc = ssrc };
        source.HasMedia = true;
        source.Media.Add(index);
        source.UsedAt = ++_clock;
        return SrtpVerdict.Genuine;
    }

    /// <summary>The index nearest to the highest one (RFC 3711, section 3.3.1 and appendix A).</summary>
    private static bool TryGuessIndex(ulong highest, ushort sequence, out ulong index)
    {
        var rollOver = (long)(highest >> 16);
        var last = (int)(highest & 0xFFFF);
        var guess = last < HalfSequence
            ? sequence - last > HalfSequence ? rollOver - 1 : rollOver
            : last - HalfSequence > sequence ? rollOver + 1 : rollOver;
        index = ((ulong)guess << 16) | sequence;
        return guess is >= 0 and <= uint.MaxValue;
    }

    /// <summary>Takes the master key identifier out, which stands before the tag (of AES-GCM at the end), when the far end sends one.</summary>
    private bool TryDropIdentifier(Span<byte> datagram, int tag, out Span<byte> packet)
    {
        packet = datagram;
        if (_identifier.Length == 0)
        {
            return true;
        }

        var at = datagram.Length - tag - _identifier.Length;
        if (at < 0 || !datagram.Slice(at, _identifier.Length).SequenceEqual(_identifier))
        {
            return false;
        }

        datagram[(at + _identifier.Length)..].CopyTo(datagram[at..]);
        packet = datagram[..^_identifier.Length];
        return true;
    }

    private ref Source Find(uint ssrc, out bool isKnown)
    {
        var oldest = 0;
        for (var i = 0; i < _sources.Length; i++)
        {
            if (_sources[i].UsedAt > 0 && _sources[i].Ssrc == ssrc)
            {
                isKnown = true;
                return ref _sources[i];
            }

            oldest = _sources[i].UsedAt < _sources[oldest].UsedAt ? i : oldest;
        }

        isKnown = false;
        return ref _sources[oldest];
    }

    private struct Source
    {
        public uint Ssrc;
        public bool HasMedia;
        public ReplayWindow Media;
        public ReplayWindow Reports;
        public long UsedAt;
    }
}
