namespace Parley.Rtp.Jitter;

/// <summary>
/// How deep a <see cref="JitterBuffer"/> should be: grows at once when packets come late, and shrinks by a tick when even the worst packet of a
/// whole window had time to spare. Windows get longer the more often growing proves shrinking wrong. Where growing is not heard (the sound is stretched), it also
/// grows when the worst packet had less than the least depth: before a slower clock at the far end makes packets late.
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

    /// <summary>Counts a tick; says by how many ticks the store should change now: -1, 0 or 1.</summary>
    /// <param name="buffered">Timestamp units in store.</param>
    public int Judge(long buffered)
    {
        if (++_ticksInWindow < _window)
        {
            return 0;
        }

        var least = Math.Min(_leastHeadroom, buffered);
        var change = _leastHeadroom is long.MaxValue ? 0
            : least >= (options.MinimumDepth + 1L) * tick ? -1
            : options.Stretches && _leastHeadroom < (long)options.MinimumDepth * tick ? 1 : 0;
        Ticks = Math.Clamp(Ticks + change, options.MinimumDepth, options.MaximumDepth);
        _window = Math.Max(_window / 2, ShortestWindow);
        RestartWindow();
        return change;
    }

    /// <summary>Forgets what was observed, since the play cursor has moved against it.</summary>
    public void RestartWindow()
    {
        _ticksInWindow = 0;
        _leastHeadroom = long.MaxValue;
    }
}
