namespace Parley.Rtp.Transport;

/// <summary>
/// Where media goes, and whose media is taken (symmetric RTP, RFC 4961). Until the first valid packet that is what SDP says; then it is
/// that packet's source, and nobody else's, save the announced place itself: a stray packet that came first (from the port's last call, say)
/// must not keep out the very peer that SDP names. A stream that goes on from elsewhere is followed when whoever reads it says so (<see cref="TryFollow"/>).
/// </summary>
internal sealed class PeerAddress(SocketEndPoint announced, bool followSource)
{
    /// <summary>Packets from the place left behind that are taken for stragglers before it counts as the new place, too.</summary>
    private const int MostStragglers = 50;

    private SocketEndPoint _source;
    private SocketEndPoint _left;
    private int _stragglers;

    /// <summary>What SDP says.</summary>
    public SocketEndPoint Announced { get; private set; } = announced;

    /// <summary>Where to send now.</summary>
    public SocketEndPoint Destination { get; private set; } = announced;

    /// <summary>Whether a source has been chosen.</summary>
    public bool IsLocked => !_source.IsEmpty;

    /// <summary>Judges the source of a valid packet; the first one is followed.</summary>
    public bool Accept(SocketEndPoint from)
    {
        if (IsLocked && from != Announced)
        {
            return from == _source;
        }

        if (!followSource && !from.IsSameHostAs(Announced))
        {
            return false;
        }

        if (from == _left && from != Announced && ++_stragglers <= MostStragglers)
        {
            return false;
        }

        _source = from;
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
        if (!followSource || !IsLocked)
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
