using System.Numerics;

namespace Parley.Agents.Lines;

/// <summary>
/// Speech on its way to the media thread. Positions count samples since the line was made. The media thread takes samples with one
/// compare-and-swap; <see cref="Clear"/>
/// moves the same counter, so that it takes effect between two ticks and tells exactly which sample was the last.
/// </summary>
internal sealed class PlaybackQueue
{
    private readonly short[] _samples;
    private readonly int _mask;
    private readonly Lock _writing = new();
    private PlaybackWriter? _writer;
    private long _queued;
    private long _played;
    private bool _isHeld;

    /// <param name="capacity">In samples; rounded up to a power of two. Writers wait while so much is queued.</param>
    public PlaybackQueue(int capacity)
    {
        _samples = new short[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _samples.Length - 1;
    }

    /// <summary>The position behind the last sample that went into the room (or was cleared).</summary>
    public long Played => Volatile.Read(ref _played);

    /// <summary>The position behind the last sample queued.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>Whether the media thread is kept from what is queued.</summary>
    public bool IsHeld => Volatile.Read(ref _isHeld);

    /// <summary>Lets nothing go out from the next tick on; what is queued stays, and may grow.</summary>
    public void Hold() => Volatile.Write(ref _isHeld, true);

    /// <summary>Goes on with the first sample that did not go out.</summary>
    public void Resume() => Volatile.Write(ref _isHeld, false);

    /// <summary>Opens the queue for a speaker; the one before can no longer write.</summary>
    public PlaybackWriter Open()
    {
        lock (_writing)
        {
            _writer?.Close();
            return _writer = new(this, _queued);
        }
    }

    /// <summary>Drops what is queued and closes the writer. No sample goes out after this call.</summary>
    /// <returns>The position behind the last sample that went out.</returns>
    public long Clear()
    {
        lock (_writing)
        {
            _writer?.Close();
            _writer = null;
            var played = Interlocked.Exchange(ref _played, _queued);
            Resume();
            return played;
        }
    }

    /// <summary>The media thread takes one tick; missing samples are silence.</summary>
    /// <returns><see langword="false"/> when there was nothing.</returns>
    public bool Read(Span<short> samples)
    {
        var played = Volatile.Read(ref _played);
        var count = (int)Math.Min(samples.Length, Volatile.Read(ref _queued) - played);
        if (count <= 0 || IsHeld)
        {
            samples.Clear();
            return false;
        }

        var start = (int)(played & _mask);
        var first = Math.Min(count, _samples.Length - start);
        _samples.AsSpan(start, first).CopyTo(samples);
        _samples.AsSpan(0, count - first).CopyTo(samples[first..]);
        samples[count..].Clear();
        if (Interlocked.CompareExchange(ref _played, played + count, played) != played)
        {
            samples.Clear();
            return false;
        }

        if (_queued - played - count <= _samples.Length / 2)
        {
            Volatile.Read(ref _writer)?.SpaceFreed();
        }

        return true;
    }

    /// <summary>Queues as much as there is room for.</summary>
    /// <returns>How many samples were taken; -1 when the writer is closed.</returns>
    internal int Write(PlaybackWriter writer, ReadOnlySpan<short> samples)
    {
        lock (_writing)
        {
            if (!ReferenceEquals(writer, _writer))
            {
                return -1;
            }

            var count = (int)Math.Min(samples.Length, _samples.Length - (_queued - Volatile.Read(ref _played)));
            var start = (int)(_queued & _mask);
            var first = Math.Min(count, _samples.Length - start);
            samples[..first].CopyTo(_samples.AsSpan(start));
            samples[first..count].CopyTo(_samples);
            Volatile.Write(ref _queued, _queued + count);
            return count;
        }
    }
}
