using System.Numerics;
using Parley.Audio.Concealment;

namespace Parley.Telephony.Sockets;

/// <summary>
/// The jitter buffer of a socket: pieces of any length come in as the network brings them, 20 ms go out at each tick. It waits until some sound is in store, learns how much
/// that has to be from the length of the pieces and from running dry, and gives back what it holds too much of. One task writes, the media thread reads; no lock.
/// </summary>
internal sealed class SocketPlayout : IPlayoutSource
{
    private const int TicksPerSecond = 50;
    private const int LongestStore = 10;         // 200 ms
    private const int MostBehind = 25;           // 500 ms more than is wanted: what a stall piled up is not worth hearing late.
    private const int TicksOfObservation = 100;  // 2 s

    private readonly SteadyPlayout _steady;
    private readonly short[] _samples;
    private readonly int _mask;
    private readonly int _tick;
    private long _written;
    private long _read;
    private int _wanted = 2;
    private int _longestPiece;
    private int _ticksWaited;
    private int _ticksObserved;
    private long _leastInStore = long.MaxValue;
    private int _tooMuch;
    private bool _flows;
    private bool _skipped;

    public SocketPlayout(int sampleRate)
    {
        _tick = sampleRate / TicksPerSecond;
        _samples = new short[BitOperations.RoundUpToPowerOf2((uint)(sampleRate * 4))];
        _mask = _samples.Length - 1;
        _steady = new(sampleRate, TimeSpan.FromMilliseconds(20), this);
    }

    /// <summary>Ticks of sound that were played.</summary>
    public long TicksPlayed { get; private set; }

    /// <summary>Ticks that should have been played, and were not there.</summary>
    public long TicksMissed { get; private set; }

    /// <summary>How often sound ran out.</summary>
    public long Gaps { get; private set; }

    /// <summary>Samples that were thrown away, because more came than can be played.</summary>
    public long Dropped { get; private set; }

    /// <summary>Sum of the ticks in store, over all ticks played.</summary>
    public long StoredTicks { get; private set; }

    int IPlayoutSource.StretchWanted => InStore >= 2 * _tick ? -_tooMuch : 0;

    private int InStore => (int)(Volatile.Read(ref _written) - _read);

    /// <summary>One task: adds sound; what does not fit is dropped.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        var written = _written;
        var count = (int)Math.Min(samples.Length, _samples.Length - (written - Volatile.Read(ref _read)));
        Dropped += samples.Length - count;
        var start = (int)(written & _mask);
        var first = Math.Min(count, _samples.Length - start);
        samples[..first].CopyTo(_samples.AsSpan(start));
        samples[first..count].CopyTo(_samples);
        Volatile.Write(ref _longestPiece, Math.Max(_longestPiece, Math.Min(samples.Length, _tick * LongestStore)));
        Volatile.Write(ref _written, written + count);
    }

    /// <summary>The media thread: takes 20 ms.</summary>
    public bool Read(Span<short> samples) => _steady.Read(samples);

    PlayoutFrame IPlayoutSource.Next(Span<short> samples)
    {
        var wanted = Math.Max(_wanted, (Volatile.Read(ref _longestPiece) / _tick) + 1) * _tick;
        var inStore = InStore;
        if (inStore > wanted + (MostBehind * _tick))
        {
            Move(inStore - wanted);
            (_skipped, _tooMuch, inStore) = (true, 0, wanted);
        }

        if (!_flows)
        {
            _ticksWaited = inStore == 0 ? 0 : _ticksWaited + 1;
            if (inStore < wanted && _ticksWaited * _tick < wanted)
            {
                return new(PlayoutKind.Silence);
            }

            (_flows, _ticksWaited, _ticksObserved, _leastInStore) = (true, 0, 0, long.MaxValue);
        }

        if (inStore < _tick)
        {
            return RunDry(samples, inStore);
        }

        Observe(inStore, wanted);
        return Take(samples, _tick);
    }

    void IPlayoutSource.NoteStretched(int samples) => _tooMuch = Math.Max(0, _tooMuch + samples);

    // The rest is said, and what should follow is made up for once; then it is silence, as far as we know.
    private PlayoutFrame RunDry(Span<short> samples, int inStore)
    {
        _flows = false;
        Gaps++;
        TicksMissed++;
        _wanted = Math.Min(_wanted + 1, LongestStore);
        _tooMuch = 0;
        return inStore == 0 ? new(PlayoutKind.Lost) : Take(samples, inStore);
    }

    private PlayoutFrame Take(Span<short> samples, int count)
    {
        var start = (int)(_read & _mask);
        var first = Math.Min(count, _samples.Length - start);
        _samples.AsSpan(start, first).CopyTo(samples);
        _samples.AsSpan(0, count - first).CopyTo(samples[first..]);
        Move(count);
        TicksPlayed++;
        var frame = new PlayoutFrame(PlayoutKind.Sound, count, _skipped);
        _skipped = false;
        return frame;
    }

    // What was never needed for two seconds is delay for nothing: a clock that is faster than ours, or a network that has become calm.
    private void Observe(int inStore, int wanted)
    {
        StoredTicks += inStore / _tick;
        _leastInStore = Math.Min(_leastInStore, inStore - _tick);
        if (++_ticksObserved < TicksOfObservation)
        {
            return;
        }

        _tooMuch = (int)Math.Max(0, _leastInStore - wanted);
        _wanted = _leastInStore > 2 * _tick ? Math.Max(2, _wanted - 1) : _wanted;
        (_ticksObserved, _leastInStore) = (0, long.MaxValue);
    }

    private void Move(int samples) => Volatile.Write(ref _read, _read + samples);
}
