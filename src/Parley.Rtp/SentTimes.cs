namespace Parley.Rtp;

/// <summary>When the last packets of a session left. The media thread writes, anybody reads.</summary>
/// <param name="time">The session's clock.</param>
internal sealed class SentTimes(TimeProvider time)
{
    private readonly long[] _times = new long[64];
    private int _count;

    /// <summary>A packet leaves.</summary>
    public void Add()
    {
        Volatile.Write(ref _times[_count % _times.Length], time.GetTimestamp());
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>When the first packet at or after a moment left, if one did and is remembered.</summary>
    public long? FirstAfter(long timestamp)
    {
        var count = Volatile.Read(ref _count);
        for (var i = Math.Max(0, count - _times.Length + 1); i < count; i++)
        {
            if (Volatile.Read(ref _times[i % _times.Length]) is var sent && sent >= timestamp)
            {
                return sent;
            }
        }

        return null;
    }
}
