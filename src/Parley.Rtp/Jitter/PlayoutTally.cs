namespace Parley.Rtp.Jitter;

/// <summary>What came out of a <see cref="JitterBuffer"/>, and what should have.</summary>
internal sealed class PlayoutTally
{
    private long _delay;
    private bool _inGap;

    /// <summary>Ticks that were played.</summary>
    public long Played { get; private set; }

    /// <summary>Ticks that should have been played and were not, between ticks that were: the end of a stream is no loss.</summary>
    public long Missed { get; private set; }

    /// <summary>In how many gaps <see cref="Missed"/> came.</summary>
    public long Gaps { get; private set; }

    /// <summary>The mean of what waited behind each tick played, in timestamp units.</summary>
    public double MeanDelay => Played == 0 ? 0 : (double)_delay / Played;

    /// <summary>A tick is played.</summary>
    /// <param name="buffered">What waits behind it, in timestamp units.</param>
    public void Play(long buffered)
    {
        _inGap = false;
        _delay += buffered;
        Played++;
    }

    /// <summary>Some ticks are not played.</summary>
    public void Miss(int ticks)
    {
        if (ticks > 0)
        {
            Gaps += _inGap ? 0 : 1;
            Missed += ticks;
            _inGap = true;
        }
    }
}
