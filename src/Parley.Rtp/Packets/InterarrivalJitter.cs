namespace Parley.Rtp.Packets;

/// <summary>The running estimate of RFC 3550, appendix A.8.</summary>
internal sealed class InterarrivalJitter(int clockRate)
{
    private uint _lastTransit;
    private bool _started;
    private double _jitter;

    /// <summary>The estimate in timestamp units.</summary>
    public uint Units => (uint)_jitter;

    /// <summary>The estimate as time.</summary>
    public TimeSpan Value => TimeSpan.FromSeconds(_jitter / clockRate);

    public void Add(TimeSpan arrival, uint timestamp)
    {
        var transit = (uint)(arrival.Ticks * clockRate / TimeSpan.TicksPerSecond) - timestamp;
        if (_started)
        {
            // A timestamp that jumps is not jitter: more than a second is left out.
            var difference = Math.Abs((double)(int)(transit - _lastTransit));
            _jitter += difference <= clockRate ? (difference - _jitter) / 16 : 0;
        }

        _lastTransit = transit;
        _started = true;
    }

    /// <summary>Begins anew with the next packet, keeping the estimate.</summary>
    public void Restart() => _started = false;
}
