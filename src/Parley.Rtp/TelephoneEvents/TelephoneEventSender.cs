using System.Collections.Concurrent;

namespace Parley.Rtp.TelephoneEvents;

/// <summary>
/// Plays queued keys as telephone-events, one step per tick (RFC 4733, section 2.5.1): an update each tick with the duration so far, the end
/// packet three times at the tick's own pace, then the gap. Owned by the media thread; only the queue is shared.
/// </summary>
internal sealed class TelephoneEventSender
{
    private const int EndRepeats = 3;
    private const byte Volume = 10;

    private readonly ConcurrentQueue<QueuedDigits> _queue = new();
    private QueuedDigits? _current;
    private int _index;
    private Phase _phase;
    private uint _elapsed;
    private int _endsSent;
    private volatile bool _isBusy;

    private enum Phase
    {
        Start,
        Held,
        Released,
        Gap,
    }

    /// <summary>Whether keys wait or are being sent: sound keeps quiet meanwhile.</summary>
    public bool IsBusy => _isBusy || !_queue.IsEmpty;

    /// <summary>Any thread: queues keys.</summary>
    public void Enqueue(QueuedDigits digits) => _queue.Enqueue(digits);

    /// <summary>Gives up everything queued; those who wait learn that it was not sent.</summary>
    public void Abort()
    {
        if (!IsBusy)
        {
            return;
        }

        _current?.Sent.TrySetResult(false);
        _current = null;
        _isBusy = false;
        while (_queue.TryDequeue(out var digits))
        {
            digits.Sent.TrySetResult(false);
        }
    }

    /// <summary>Moves on by one tick.</summary>
    /// <param name="now">The media time of this tick, as an RTP timestamp.</param>
    /// <param name="tick">The length of a tick in timestamp units.</param>
    /// <param name="packet">What to send now, if anything.</param>
    /// <returns>Whether this tick belongs to the keys, so that sound is held back.</returns>
    public bool Advance(uint now, uint tick, out Packet? packet)
    {
        packet = null;
        if (_current is null)
        {
            if (!_queue.TryDequeue(out _current))
            {
                return false;
            }

            _isBusy = true;
            (_index, _phase) = (0, Phase.Start);
        }

        _elapsed += tick;
        switch (_phase)
        {
            case Phase.Start:
                Timestamp = now;
                _elapsed = tick;
                _endsSent = 0;
                _phase = Phase.Held;
                packet = MakePacket(isFirst: true);
                break;
            case Phase.Held or Phase.Released:
                packet = MakePacket(isFirst: false);
                break;
            case Phase.Gap:
                break;
        }

        if (_phase == Phase.Gap && _elapsed >= _current.Duration + _current.Gap)
        {
            NextKey();
        }

        return true;
    }

    private uint Timestamp { get; set; }

    private Packet MakePacket(bool isFirst)
    {
        var isEnd = _phase == Phase.Released || _elapsed >= _current!.Duration;
        if (isEnd)
        {
            _phase = ++_endsSent < EndRepeats ? Phase.Released : Phase.Gap;
        }

        var duration = (ushort)Math.Min(isEnd ? _current!.Duration : _elapsed, ushort.MaxValue);
        return new(Timestamp, isFirst, new TelephoneEvent(_current!.Codes[_index], isEnd, Volume, duration));
    }

    private void NextKey()
    {
        _phase = Phase.Start;
        if (++_index < _current!.Codes.Length)
        {
            return;
        }

        var sent = _current.Sent;
        _current = null;
        _isBusy = false;
        sent.TrySetResult(true);
    }

    /// <summary>One packet of a key.</summary>
    /// <param name="Timestamp">When the key went down; the same for all its packets.</param>
    /// <param name="IsFirst">Whether it bears the marker.</param>
    /// <param name="Event">The payload.</param>
    internal readonly record struct Packet(uint Timestamp, bool IsFirst, TelephoneEvent Event);
}
