namespace Parley.Rtp.Jitter;

/// <summary>
/// Puts the packets of one stream back in order and in time. Every tick takes out one tick of payload, whatever the packets' own length.
/// <para>
/// Packets are kept by extended sequence number and played by media time: the RTP timestamp on a line that never jumps. How far a packet's
/// media time lies ahead of the play cursor when it arrives is its headroom. Too little of it (late packets, a dry buffer) inserts ticks, plenty
/// of it over a whole window takes one out; the same two moves follow a drifting clock.
/// </para>
/// <para>
/// Payload of one byte per timestamp unit (G.711, G.722) may be cut anywhere, and this buffer relies on it. Codecs with packets of their
/// own length need another way out (<see cref="Take"/>), not another way in.
/// </para>
/// </summary>
internal sealed class JitterBuffer
{
    /// <summary>The largest payload taken in, in bytes.</summary>
    public const int MaximumPayload = 1500;

    private const int Capacity = 64;
    private const int ConcealedTicks = 5;
    private const int ShortestWindow = 250;
    private const int LongestWindow = 2000;
    private const int JumpTicks = 50;

    private readonly JitterSlot[] _slots = new JitterSlot[Capacity];
    private readonly int _tick;
    private readonly JitterBufferOptions _options;

    private bool _started;
    private bool _hasHistory;
    private int _ticksBeforeStart;
    private long _cursor;
    private long _nextSequence;
    private long _newestSequence;
    private long _newestEnd;
    private uint _newestTimestamp;
    private long _newestMedia;
    private int _newestLength;

    private int _depth;
    private int _heldTicks;
    private int _insertTicks;
    private long _leastHeadroom = long.MaxValue;
    private int _windowTicks;
    private int _window = ShortestWindow;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="tick">Timestamp units (bytes) of one tick.</param>
    /// <param name="options">Depths in ticks.</param>
    public JitterBuffer(int tick, JitterBufferOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinimumDepth, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumDepth, options.MinimumDepth, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaximumDepth, 20, nameof(options));
        _tick = tick;
        _options = options;
        _depth = Math.Clamp(options.InitialDepth, options.MinimumDepth, options.MaximumDepth);
        Array.Fill(_slots, JitterSlot.None);
    }

    /// <summary>What became of a packet.</summary>
    public enum Verdict
    {
        /// <summary>Will be played.</summary>
        Accepted,

        /// <summary>Is here already, or has been.</summary>
        Duplicate,

        /// <summary>Its time has passed.</summary>
        Late,

        /// <summary>Too large, or of a media time that makes no sense.</summary>
        Rejected,
    }

    /// <summary>Packets thrown away unplayed to bring the delay down.</summary>
    public long Discarded { get; private set; }

    /// <summary>Ticks for which <see cref="JitterFrameKind.Lost"/> was given out.</summary>
    public long Concealed { get; private set; }

    /// <summary>The depth that the buffer aims at, in ticks.</summary>
    public int Depth => _depth;

    /// <summary>Timestamp units that wait to be played.</summary>
    public long Buffered => _started ? Math.Max(0, _newestEnd - _cursor) : 0;

    /// <summary>Takes in a packet of sound.</summary>
    /// <param name="sequence">Extended sequence number.</param>
    /// <param name="timestamp">RTP timestamp.</param>
    /// <param name="payloadType">RTP payload type.</param>
    /// <param name="payload">Copied. An empty one carries no sound: <see cref="AddSilence"/>.</param>
    public Verdict Add(long sequence, uint timestamp, byte payloadType, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return AddSilence(sequence);
        }

        if (payload.Length > MaximumPayload)
        {
            return Verdict.Rejected;
        }

        ref var slot = ref _slots[sequence & (Capacity - 1)];
        if (slot.Sequence == sequence)
        {
            return Verdict.Duplicate;
        }

        if (!_started)
        {
            if (_hasHistory && sequence <= _newestSequence)
            {
                return Verdict.Late;
            }

            Start(sequence, timestamp);
        }

        if (sequence < _nextSequence)
        {
            GrowFor(MediaTime(timestamp));
            return Verdict.Late;
        }

        var isNewest = sequence > _newestSequence;
        var media = isNewest ? AdvanceMedia(sequence, timestamp) : MediaTime(timestamp);
        if (media + payload.Length <= _cursor)
        {
            GrowFor(media);
            return Verdict.Late;
        }

        if (!isNewest && media >= _newestEnd)
        {
            return Verdict.Rejected;
        }

        slot.Fill(sequence, media, payloadType, payload, _tick);
        if (isNewest)
        {
            (_newestTimestamp, _newestMedia, _newestLength) = (timestamp, media, payload.Length);
            _newestEnd = Math.Max(_newestEnd, media + payload.Length);
            AdvanceNewest(sequence);
        }

        _leastHeadroom = Math.Min(_leastHeadroom, media - _cursor);
        KeepWithinMaximum(payload.Length);
        return Verdict.Accepted;
    }

    /// <summary>Takes note of a packet of the stream that carries no sound (a telephone-event, comfort noise), so that it does not count as lost.</summary>
    public Verdict AddSilence(long sequence)
    {
        ref var slot = ref _slots[sequence & (Capacity - 1)];
        if (slot.Sequence == sequence)
        {
            return Verdict.Duplicate;
        }

        if (!_hasHistory)
        {
            return Verdict.Accepted;
        }

        if (sequence < _nextSequence)
        {
            return Verdict.Late;
        }

        slot.Fill(sequence, _newestEnd, 0, default, _tick);
        if (sequence > _newestSequence)
        {
            AdvanceNewest(sequence);
        }

        return Verdict.Accepted;
    }

    /// <summary>Takes out what this tick plays.</summary>
    /// <param name="destination">At least one tick long.</param>
    public JitterFrame Take(Span<byte> destination)
    {
        destination = destination[.._tick];
        if (!_started)
        {
            return new(JitterFrameKind.Empty);
        }

        if (_ticksBeforeStart > 0)
        {
            _ticksBeforeStart--;
            return new(JitterFrameKind.Empty);
        }

        if (_insertTicks > 0)
        {
            _insertTicks--;
            return Conceal();
        }

        ShrinkIfRoomy();
        var filled = Copy(destination, out var payloadType);
        if (filled < _tick && _heldTicks > 0 && FindNext(_cursor + filled) is { } late)
        {
            // The buffer ran dry and what came next shows a loss: it was concealed then, so it is not concealed again.
            var ticks = Math.Min(_heldTicks, (_slots[late].Media - _cursor) / _tick);
            MoveTo(_cursor + (ticks * _tick));
            _heldTicks -= (int)ticks;
            filled = Copy(destination, out payloadType);
        }

        if (filled == _tick)
        {
            LearnFromHold();
            MoveTo(_cursor + _tick);
            return new(JitterFrameKind.Frame, _tick, payloadType);
        }

        return FindNext(_cursor + filled) is { } next ? PlayGap(destination, filled, payloadType, next) : Hold();
    }

    /// <summary>Forgets all packets; the depth learned stays.</summary>
    public void Reset()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _slots[i].Sequence = JitterSlot.NoSequence;
        }

        _hasHistory = false;
        Stop();
    }

    private void Start(long sequence, uint timestamp)
    {
        _started = _hasHistory = true;
        _ticksBeforeStart = _depth;
        _nextSequence = sequence;
        _newestSequence = sequence - 1;
        (_newestTimestamp, _newestMedia, _newestEnd, _cursor) = (timestamp, 0, 0, 0);
        _newestLength = 0;
        _leastHeadroom = long.MaxValue;
        _windowTicks = 0;
    }

    private void AdvanceNewest(long sequence)
    {
        _newestSequence = sequence;
        _nextSequence = Math.Max(_nextSequence, sequence - Capacity + 1);
    }

    private void Stop()
    {
        _started = false;
        (_heldTicks, _insertTicks) = (0, 0);
    }

    private long MediaTime(uint timestamp) => _newestMedia + (int)(timestamp - _newestTimestamp);

    /// <summary>The media time of the newest packet. A timestamp that runs backwards or jumps far is put where the sequence numbers say.</summary>
    private long AdvanceMedia(long sequence, uint timestamp)
    {
        var media = MediaTime(timestamp);
        if (media >= _newestEnd && media - _newestEnd <= JumpTicks * (long)_tick)
        {
            return media;
        }

        var missing = Math.Min(sequence - _newestSequence - 1, _options.MaximumDepth);
        return Math.Max(_newestEnd, _cursor) + (missing * _newestLength);
    }

    private JitterFrame PlayGap(Span<byte> destination, int filled, byte payloadType, int next)
    {
        var resumeAt = Math.Min(_slots[next].Media, _cursor + _tick);
        var isLoss = HasMissing(_slots[next].Sequence);
        LearnFromHold();
        MoveTo(resumeAt);
        if (filled < _tick / 2)
        {
            return isLoss ? Conceal() : new(JitterFrameKind.Empty);
        }

        for (var i = filled; i < destination.Length; i++)
        {
            destination[i] = destination[i - filled];
        }

        return new(JitterFrameKind.Frame, _tick, payloadType);
    }

    /// <summary>Nothing to play and nothing known to come: the cursor waits, so that a late packet is played late rather than not at all.</summary>
    private JitterFrame Hold()
    {
        var isPause = _slots[_newestSequence & (Capacity - 1)] is { Length: 0 };
        _heldTicks++;
        if (_heldTicks > _options.MaximumDepth)
        {
            Stop();
            return new(JitterFrameKind.Empty);
        }

        return isPause || _heldTicks > ConcealedTicks ? new(JitterFrameKind.Empty) : Conceal();
    }

    private JitterFrame Conceal()
    {
        Concealed++;
        return new(JitterFrameKind.Lost);
    }

    private int Copy(Span<byte> destination, out byte payloadType)
    {
        var filled = 0;
        payloadType = 0;
        for (var sequence = _nextSequence; sequence <= _newestSequence && filled < destination.Length; sequence++)
        {
            ref var slot = ref _slots[sequence & (Capacity - 1)];
            var skip = _cursor + filled - slot.Media;
            if (slot.Sequence != sequence || slot.Length == 0 || skip >= slot.Length)
            {
                continue;
            }

            if (skip < 0 || (filled > 0 && slot.PayloadType != payloadType))
            {
                break;
            }

            var part = slot.Payload.AsSpan((int)skip, (int)Math.Min(slot.Length - skip, destination.Length - filled));
            part.CopyTo(destination[filled..]);
            filled += part.Length;
            payloadType = slot.PayloadType;
        }

        return filled;
    }

    /// <summary>The slot of the next packet with sound behind a media time.</summary>
    private int? FindNext(long media)
    {
        for (var sequence = _nextSequence; sequence <= _newestSequence; sequence++)
        {
            var index = (int)(sequence & (Capacity - 1));
            ref var slot = ref _slots[index];
            if (slot.Sequence == sequence && slot.Media >= media && slot.Length > 0)
            {
                return index;
            }
        }

        return null;
    }

    private bool HasMissing(long beforeSequence)
    {
        for (var sequence = _nextSequence; sequence < beforeSequence; sequence++)
        {
            if (_slots[sequence & (Capacity - 1)].Sequence != sequence)
            {
                return true;
            }
        }

        return false;
    }

    private void MoveTo(long cursor)
    {
        _cursor = cursor;
        for (var sequence = _nextSequence; sequence <= _newestSequence; sequence++)
        {
            ref var slot = ref _slots[sequence & (Capacity - 1)];
            if (slot.Sequence != sequence)
            {
                continue;
            }

            if (slot.Length == 0 ? sequence == _nextSequence : slot.Media + slot.Length <= cursor)
            {
                _nextSequence = sequence + 1;
            }
            else if (slot.Length > 0)
            {
                _nextSequence = slot.Media < cursor ? sequence : _nextSequence;
                break;
            }
        }
    }

    /// <summary>More than the greatest depth has come at once (a stall of the network, or of us): goes on with the newest.</summary>
    private void KeepWithinMaximum(int packetLength)
    {
        if (_newestEnd - _cursor <= ((long)_options.MaximumDepth * _tick) + packetLength)
        {
            return;
        }

        var before = _nextSequence;
        var cursor = Math.Max(_cursor, _newestEnd - packetLength - ((long)_depth * _tick));
        MoveTo(cursor);
        for (var sequence = before; sequence < _nextSequence; sequence++)
        {
            Discarded += _slots[sequence & (Capacity - 1)] is { Length: > 0 } slot && slot.Sequence == sequence ? 1 : 0;
        }

        (_heldTicks, _insertTicks) = (0, 0);
        RestartWindow();
    }

    private void GrowFor(long media)
    {
        var needed = ((_cursor - media) / _tick) + 1;
        if (needed > _options.MaximumDepth)
        {
            return; // Waiting for a packet that late would not have helped.
        }

        var room = _options.MaximumDepth - (Buffered / _tick);
        var more = Math.Min(needed, room) - _insertTicks;
        if (more > 0)
        {
            _insertTicks += (int)more;
            Grow((int)more);
        }
    }

    private void LearnFromHold()
    {
        if (_heldTicks > 0)
        {
            Grow(_heldTicks);
            _heldTicks = 0;
        }
    }

    private void Grow(int ticks)
    {
        _depth = Math.Min(_depth + ticks, _options.MaximumDepth);
        _window = Math.Min(_window * 2, LongestWindow);
        RestartWindow();
    }

    private void ShrinkIfRoomy()
    {
        if (++_windowTicks < _window)
        {
            return;
        }

        if (_leastHeadroom is not long.MaxValue && Math.Min(_leastHeadroom, Buffered) >= (_options.MinimumDepth + 1L) * _tick)
        {
            MoveTo(_cursor + _tick);
            Discarded++;
            _depth = Math.Max(_depth - 1, _options.MinimumDepth);
        }

        _window = Math.Max(_window / 2, ShortestWindow);
        RestartWindow();
    }

    private void RestartWindow()
    {
        _windowTicks = 0;
        _leastHeadroom = long.MaxValue;
    }
}
