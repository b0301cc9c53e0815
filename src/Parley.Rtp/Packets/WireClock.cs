namespace Parley.Rtp.Packets;

/// <summary>
/// Reads timestamps of the wire as time in units of 1/8,000 s, across their wrapping and across changes of the clock with a codec in mid-call (RFC 7160: the numbers then go on
/// from anywhere, and so does ours, since nobody can tell).
/// </summary>
internal sealed class WireClock
{
    private long _wire;
    private uint _last;
    private int _factor;

    /// <summary>The time of a packet.</summary>
    /// <param name="timestamp">Its timestamp.</param>
    /// <param name="factor">Units of its clock in one of ours.</param>
    public uint ToUnits(uint timestamp, int factor)
    {
        if (factor != _factor)
        {
            // Far enough from zero that an earlier packet stays above it.
            (_factor, _last, _wire) = (factor, timestamp, (1L << 32) * factor + timestamp);
        }

        var ahead = (int)(timestamp - _last);
        var moment = _wire + ahead;
        if (ahead > 0)
        {
            (_wire, _last) = (moment, timestamp);
        }

        return (uint)(moment / factor);
    }
}
