namespace Parley.Rtp.Jitter;

/// <summary>By how much a <see cref="JitterBuffer"/> wants its sound longer or shorter: whole ticks, less what has been done.</summary>
/// <param name="tick">Timestamp units of a tick.</param>
internal sealed class StretchWish(int tick)
{
    /// <summary>What is left to do, in timestamp units: longer when above zero.</summary>
    public long Left { get; private set; }

    /// <summary>Timestamp units by which sound was made longer.</summary>
    public long Lengthened { get; private set; }

    /// <summary>Timestamp units by which sound was made shorter.</summary>
    public long Shortened { get; private set; }

    /// <summary>Whole ticks that are left to do.</summary>
    public long TicksLeft => Left / tick;

    /// <summary>Wants some ticks more, or less when below zero; a tick less is not wanted twice.</summary>
    public void Add(long ticks) => Left += ticks < 0 && Left <= -tick / 2 ? 0 : ticks * tick;

    /// <summary>Takes note of what was done.</summary>
    /// <param name="units">In timestamp units.</param>
    /// <param name="counts">Whether it was wanted.</param>
    public void Done(int units, bool counts)
    {
        Lengthened += Math.Max(units, 0);
        Shortened -= Math.Min(units, 0);
        Left -= counts ? units : 0;
    }

    /// <summary>The buffer ran dry and waited: that has made the delay longer already.</summary>
    public void Waited(int ticks) => Left -= Math.Min(ticks, Math.Max(Left, 0) / tick) * tick;

    /// <summary>The depth has changed at a stroke: only what has been begun is still done.</summary>
    public void KeepWhatIsBegun() => Left %= tick;

    /// <summary>Wants nothing any more.</summary>
    public void Clear() => Left = 0;
}
