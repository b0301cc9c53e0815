namespace Parley.Rtp.Transport;

/// <summary>
/// Where media goes, and whose media is taken (symmetric RTP, RFC 4961). Until the first valid packet that is what SDP says; then it is
/// that packet's source, and after some packets nobody else's, save the announced place itself: whoever sends first (a stray of the port's last call, one who
/// tries ports) must not keep out the very peer that SDP names. Until then a source that falls silent gives way to the next one.
/// A stream that goes on from elsewhere is followed when whoever reads it says so (<see cref="TryFollow"/>).
/// </summary>
/// <param name="announced">What SDP says.</param>
/// <param name="followSource">Whether to send to where packets come from.</param>
/// <param name="lockAfter">How many packets of a source lock it.</param>
internal sealed class PeerAddress(SocketEndPoint announced, bool followSource, int lockAfter = 1)
{
    /// <summary>How long a source that is not locked may be silent: three packets of the usual length.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);

    /// <summary>Packets from the place left behind that are taken for stragglers before it counts as the new place, too.</summary>
    private const int MostStragglers = 50;

    private SocketEndPoint _source;
    private SocketEndPoint _left;
    private int _stragglers;
    private int _packets;
    private TimeSpan _lastAt;

    /// <summary>What SDP says.</summary>
    public SocketEndPoint Announced { get; private set; } = announced;

    /// <summary>Where to send now.</summary>
    public SocketEndPoint Destination { get; private set; } = announced;

    /// <summary>Whether a source has been chosen.</summary>
    public bool HasSource => !_source.IsEmpty;

    /// <summary>Whether a source has been chosen for good.</summary>
    public bool IsLocked => HasSource && _packets >= lockAfter;

    /// <summary>Judges the source of a valid packet; the first one is followed.</summary>
    public bool Accept(SocketEndPoint from, TimeSpan now)
    {
        if (from == _source)
        {
            _packets = Math.Min(_packets + 1, lockAfter);
            _lastAt = now;
            return true;
        }

        if (from != Announced && HasSource && (IsLocked || now - _lastAt < Patience))
        {
            return false;
        }

        if (!followSource && !from.IsSameHostAs(Announced))
        {
            return false;
        }

        if (from == _left && from != Announced && ++_stragglers <= MostStragglers)
        {
            return false;
        }

        (_source, _packets, _lastAt) = (from, 1, now);
        if (followSource)
        {
            Destination = from;
        }

        return true;
    }

    /// <summary>
    /// Follows the stream from the source chosen to another one: a NAT has bound it anew. It is for the caller to be sure that it is the same stream.
    /// </summary>
    public bool TryFollow(SocketEndPoint from)
    {
        if (!followSource || !HasSource)
        {
            return false;
        }

        _source = Destination = from;
        return true;
    }

    /// <summary>Goes over to another address; the same one again, or none, changes nothing.</summary>
    public void Announce(SocketEndPoint announced)
    {
        if (announced == Announced || announced.IsUnspecified)
        {
            return; // 0.0.0.0 is an old way of holding: the place is still the same.
        }

        (_left, _stragglers) = (_source, 0);
        _source = default;
        Announced = Destination = announced;
    }
}
