namespace Parley.Rtp.Jitter;

/// <summary>
/// How deep a <see cref="JitterBuffer"/> should be: grows at once when packets come late, and shrinks by a tick when even the worst packet of a
/// whole window had time to spare. Windows get longer the more often growing proves shrinking wrong.
/// </summary>
internal sealed class PlayoutDepth(int tick, JitterBufferOptions options)
{
    private const int ShortestWindow = 250;
    private const int LongestWindow = 2000;

    private long _leastHeadroom = long.MaxValue;
    private int _ticksInWindow;
    private int _window = ShortestWindow;

    /// <summary>The depth in ticks.</summary>
    public int Ticks { get; private set; } = Math.Clamp(options.InitialDepth, options.MinimumDepth, options.MaximumDepth);

    /// <summary>Takes note of how far ahead of its turn a packet came, in timestamp units.</summary>
    public void Observe(long headroom) => _leastHeadroom = Math.Min(_leastHeadroom, headroom);

    /// <summary>Deepens, because packets came late by that much.</summary>
    public void Grow(int ticks)
    {
        Ticks = Math.Min(Ticks + ticks, options.MaximumDepth);
        _window = Math.Min(_window * 2, LongestWindow);
        RestartWindow();
    }

    /// <summary>Counts a tick; says whether one is to be taken out now.</summary>
    /// <param name="buffered">Timestamp units in store.</param>
    public bool ShouldShrink(long buffered)
    {
        if (++_ticksInWindow < _window)
        {
            return false;
        }

        var isRoomy = _leastHeadroom is not long.MaxValue && Math.Min(_leastHeadroom, buffered) >= (options.MinimumDepth + 1L) * tick;
        Ticks = isRoomy ? Math.Max(Ticks - 1, options.MinimumDepth) : Ticks;
        _window = Math.Max(_window / 2, ShortestWindow);
        RestartWindow();
        return isRoomy;
    }

    /// <summary>Forgets what was observed, since the play cursor has moved against it.</summary>
    public void RestartWindow()
    {
        _ticksInWindow = 0;
        _leastHeadroom = long.MaxValue;
    }
}
