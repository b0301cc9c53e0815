namespace Parley.Rtp.Srtp;

/// <summary>Which of the last 64 packets have been seen (RFC 3711, section 3.3.2).</summary>
internal struct ReplayWindow
{
    private const int Width = 64;

    private ulong _seen;
    private bool _any;

    /// <summary>The highest index so far.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Whether a packet may be new: ahead of all, or inside the window and not seen.</summary>
    public readonly bool IsNew(ulong index) =>
        !_any || index > Highest || (Highest - index < Width && (_seen & (1UL << (int)(Highest - index))) == 0);

    /// <summary>Takes note of a genuine packet.</summary>
    public void Add(ulong index)
    {
        if (!_any || index > Highest)
        {
            var ahead = _any ? index - Highest : Width;
            _seen = (ahead >= Width ? 0 : _seen << (int)ahead) | 1;
            (Highest, _any) = (index, true);
        }
        else
        {
            _seen |= 1UL << (int)(Highest - index);
        }
    }
}
