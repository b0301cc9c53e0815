using System.Numerics;

namespace Parley.Agents.Lines;

/// <summary>
/// Sound on its way from the media thread to a task: one writer, one reader, no lock. The writer never waits; a reader that lags by more
/// than the
/// ring loses the oldest sound.
/// </summary>
internal sealed class HeardRing
{
    private readonly short[] _samples;
    private readonly int _mask;
    private long _written;
    private long _claimed;
    private long _read;

    /// <param name="capacity">In samples; rounded up to a power of two.</param>
    public HeardRing(int capacity)
    {
        _samples = new short[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _samples.Length - 1;
    }

    /// <summary>How many samples were lost to a slow reader.</summary>
    public long Lost { get; private set; }

    /// <summary>Adds samples, over the oldest if need be.</summary>
    public void Write(ReadOnlySpan<short> samples) => Write(samples, []);

    /// <summary>Adds samples and those behind them as one, over the oldest if need be.</summary>
    public void Write(ReadOnlySpan<short> samples, ReadOnlySpan<short> more)
    {
        var (at, end) = (_written, _written + samples.Length + more.Length);
        // Said before the first sample is overwritten, so that a reader can tell whether its copy is whole.
        Interlocked.Exchange(ref _claimed, end);
        Put(at, samples);
        Put(at + samples.Length, more);
        Volatile.Write(ref _written, end);
    }

    /// <summary>Takes the next samples, if so many have come.</summary>
    public bool TryRead(Span<short> samples)
    {
        while (Volatile.Read(ref _written) - _read >= samples.Length)
        {
            var start = (int)(_read & _mask);
            var first = Math.Min(samples.Length, _samples.Length - start);
            _samples.AsSpan(start, first).CopyTo(samples);
            _samples.AsSpan(0, samples.Length - first).CopyTo(samples[first..]);
            Interlocked.MemoryBarrier();
            var behind = Volatile.Read(ref _claimed) - _read - _samples.Length;
            if (behind <= 0)
            {
                _read += samples.Length;
                return true;
            }

            // Overwritten meanwhile: go on at half a ring, a whole number of frames further.
            var skipped = (behind + _samples.Length / 2 + samples.Length - 1) / samples.Length * samples.Length;
            _read += skipped;
            Lost += skipped;
        }

        return false;
    }

    private void Put(long at, ReadOnlySpan<short> samples)
    {
        var start = (int)(at & _mask);
        var first = Math.Min(samples.Length, _samples.Length - start);
        samples[..first].CopyTo(_samples.AsSpan(start));
        samples[first..].CopyTo(_samples);
    }
}
