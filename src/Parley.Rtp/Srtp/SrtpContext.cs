namespace Parley.Rtp.Srtp;

/// <summary>
/// The encryption of one stream, both ways: plain until keys are agreed on. Goes over to new keys where they differ, and keeps counters where they do not. What the far
/// end sent before it learned of its own new key is still taken. Media thread.
/// </summary>
internal sealed class SrtpContext : IDisposable
{
    /// <summary>Packets under the new key after which the old one is forgotten: about a second.</summary>
    private const int OverlapPackets = 50;

    private readonly byte[] _wire = GC.AllocateArray<byte>(SrtpTransform.LargestPacket, pinned: true);
    private SrtpKeys? _keys;
    private SrtpSender? _sender;
    private SrtpReceiver? _receiver;
    private SrtpReceiver? _former;
    private int _sinceChange;

    /// <summary>Whether keys are in effect.</summary>
    public bool IsOn => _keys is not null;

    /// <summary>Packets that were not signed with the key, or not whole.</summary>
    public long Forged { get; private set; }

    /// <summary>Packets that had come before.</summary>
    public long Replayed { get; private set; }

    /// <summary>Goes over to what was negotiated; <see langword="null"/> for plain media.</summary>
    public void Apply(SrtpKeys? keys)
    {
        if (keys?.Local is not { } local || !local.Equals(_keys?.Local))
        {
            _sender?.Dispose();
            _sender = keys is null ? null : new(keys.Local);
        }

        if (keys?.Remote is not { } remote || !remote.Equals(_keys?.Remote))
        {
            _former?.Dispose();
            (_former, _receiver) = (_receiver, keys is null ? null : new(keys.Remote));
            _sinceChange = 0;
        }

        if (keys is null)
        {
            ForgetFormer();
        }

        _keys = keys;
    }

    /// <summary>A packet as it goes on the wire.</summary>
    public ReadOnlySpan<byte> Protect(ReadOnlySpan<byte> packet)
    {
        if (_sender is null)
        {
            return packet;
        }

        packet.CopyTo(_wire);
        return _wire.AsSpan(0, _sender.Protect(_wire, packet.Length));
    }

    /// <summary>Reports as they go on the wire.</summary>
    public ReadOnlySpan<byte> ProtectRtcp(ReadOnlySpan<byte> reports)
    {
        if (_sender is null)
        {
            return reports;
        }

        reports.CopyTo(_wire);
        return _wire.AsSpan(0, _sender.ProtectRtcp(_wire, reports.Length));
    }

    /// <summary>Decrypts what came, in place.</summary>
    /// <param name="datagram">The packet; what SRTP added is cut off.</param>
    /// <param name="isRtcp">Whether it is reports.</param>
    /// <returns>Whether it may be read on.</returns>
    public bool TryUnprotect(ref Span<byte> datagram, bool isRtcp)
    {
        if (_receiver is null)
        {
            return true;
        }

        var verdict = Unprotect(_receiver, datagram, isRtcp, out var length);
        if (verdict == SrtpVerdict.Genuine && _former is not null && ++_sinceChange > OverlapPackets)
        {
            ForgetFormer();
        }
        else if (verdict == SrtpVerdict.Forged && _former is not null)
        {
            verdict = Unprotect(_former, datagram, isRtcp, out length);
        }

        Forged += verdict == SrtpVerdict.Forged ? 1 : 0;
        Replayed += verdict == SrtpVerdict.Replayed ? 1 : 0;
        datagram = verdict == SrtpVerdict.Genuine ? datagram[..length] : datagram;
        return verdict == SrtpVerdict.Genuine;
    }

    public void Dispose()
    {
        _sender?.Dispose();
        _receiver?.Dispose();
        ForgetFormer();
    }

    private static SrtpVerdict Unprotect(SrtpReceiver receiver, Span<byte> datagram, bool isRtcp, out int length) =>
        isRtcp ? receiver.UnprotectRtcp(datagram, out length) : receiver.Unprotect(datagram, out length);

    private void ForgetFormer()
    {
        _former?.Dispose();
        _former = null;
    }
}
