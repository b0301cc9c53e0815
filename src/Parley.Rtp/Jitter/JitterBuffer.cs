namespace Parley.Rtp.Jitter;

/// <summary>
/// Puts the packets of one stream back in order and in time. Every tick takes out one tick of payload, whatever the packets' own length.
/// <para>
/// Packets are kept by extended sequence number and played by media time: the RTP timestamp on a line that never jumps. How far a packet's
/// media time lies ahead of the play cursor when it arrives is its headroom. Too little of it (late packets, a dry buffer) inserts ticks, plenty
/// of it over a whole window takes one out; the same two moves follow a drifting clock. Where whoever takes the ticks can stretch sound
/// (<see cref="JitterBufferOptions.Stretches"/>), both moves become a wish (<see cref="StretchWanted"/>) that is granted bit by bit: a longer sound takes
/// a tick out later, a shorter one earlier.
/// </para>
/// <para>
/// Payload of one byte per timestamp unit (G.711, G.722) may be cut anywhere, and this buffer relies on it. Codecs with packets of their
/// own length need another way out (<see cref="Take"/>), not another way in.
/// </para>
/// </summary>
internal sealed partial class JitterBuffer
{
    /// <summary>The largest payload taken in, in bytes.</summary>
    public const int MaximumPayload = 1500;

    private const int ConcealedTicks = 5;
    private const int JumpTicks = 50;

    private readonly PacketRing _packets;
    private readonly PlayoutDepth _depth;
    private readonly int _tick;
    private readonly JitterBufferOptions _options;

    private bool _started;
    private bool _hasHistory;
    private int _ticksBeforeStart;
    private long _cursor;
    private long _newestEnd;
    private uint _newestTimestamp;
    private long _newestMedia;
    private int _newestLength;
    private int _heldTicks;
    private int _insertTicks;
    private int _heldConcealed;
    private bool _playing;
    private bool _skipped;

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
        _depth = new(tick, options);
        _packets = new(tick);
        Stretch = new(tick);
    }

    /// <summary>Packets thrown away unplayed to bring the delay down.</summary>
    public long Discarded { get; private set; }

    /// <summary>Ticks for which <see cref="JitterFrameKind.Lost"/> was given out.</summary>
    public long Concealed { get; private set; }

    /// <summary>What was played, and what was not.</summary>
    public PlayoutTally Tally { get; } = new();

    /// <summary>What is wanted of the sound, and what was done.</summary>
    public StretchWish Stretch { get; }

    /// <summary>By how many timestamp units sound should become longer, or shorter when below zero: whole ticks, less what was done. Shorter only with a tick to spare.</summary>
    public int StretchWanted => Stretch.Left == 0 || (Stretch.Left < 0 && (!_playing || Buffered < 2 * _tick)) ? 0 : (int)Stretch.Left;

    /// <summary>The depth that the buffer aims at, in ticks.</summary>
    public int Depth => _depth.Ticks;

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

        if (_packets.Has(sequence))
        {
            return Verdict.Duplicate;
        }

        if (!_started)
        {
            if (_hasHistory && sequence <= _packets.Newest)
            {
                return Verdict.Late;
            }

            Start(sequence, timestamp);
        }

        if (sequence < _packets.Next && !TryStartEarlier(sequence, timestamp))
        {
            GrowFor(MediaTime(timestamp));
            return Verdict.Late;
        }

        var isNewest = sequence > _packets.Newest;
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

        _packets.Put(sequence, media, payloadType, payload);
        if (isNewest)
        {
            (_newestTimestamp, _newestMedia, _newestLength) = (timestamp, media, payload.Length);
            _newestEnd = Math.Max(_newestEnd, media + payload.Length);
        }

        _depth.Observe(media - _cursor + ((long)_ticksBeforeStart * _tick));
        KeepWithinMaximum(payload.Length);
        return Verdict.Accepted;
    }

    /// <summary>Takes note of a packet of the stream that carries no sound (a telephone-event, comfort noise), so that it does not count as lost.</summary>
    public Verdict AddSilence(long sequence)
    {
        if (_packets.Has(sequence))
        {
            return Verdict.Duplicate;
        }

        if (_hasHistory && sequence < _packets.Next)
        {
            return Verdict.Late;
        }

        if (_hasHistory)
        {
            _packets.Put(sequence, _newestEnd, 0, default);
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

        _playing = true;
        if (_insertTicks > 0)
        {
            _insertTicks--;
            return Miss();
        }

        Adapt();

        var filled = _packets.Copy(_cursor, destination, out var payloadType);
        if (filled < _tick && _heldTicks > 0 && _packets.TryFind(_cursor + filled, out _, out var late))
        {
            // The buffer ran dry and what came next shows a loss: it was concealed then, so it is not concealed again.
            var ticks = Math.Min(_heldTicks, (late - _cursor) / _tick);
            MoveTo(_cursor + (ticks * _tick));
            _heldTicks -= (int)ticks;
            var missed = (int)Math.Min(ticks, _heldConcealed);
            Tally.Miss(missed);
            _heldConcealed -= missed;
            filled = _packets.Copy(_cursor, destination, out payloadType);
        }

        if (filled == _tick)
        {
            LearnFromHold();
            MoveTo(_cursor + _tick);
            return Frame(_tick, payloadType);
        }

        return _packets.TryFind(_cursor + filled, out var next, out var nextMedia)
            ? PlayGap(destination, filled, payloadType, next, nextMedia)
            : Hold();
    }

    /// <summary>Hears by how many timestamp units sound was made longer, or shorter when below zero.</summary>
    public void NoteStretched(int units) => Stretch.Done(units, counts: _playing);

    /// <summary>Forgets all packets; the depth learned stays.</summary>
    public void Reset()
    {
        _packets.Clear();
        _hasHistory = false;
        Stop();
    }

    private void Start(long sequence, uint timestamp)
    {
        _started = _hasHistory = true;
        _ticksBeforeStart = _depth.Ticks;
        _packets.Begin(sequence);
        (_newestTimestamp, _newestMedia, _newestEnd, _cursor) = (timestamp, 0, 0, 0);
        _newestLength = 0;
        _depth.RestartWindow();
    }

    /// <summary>The first packets may come in the wrong order, too: what belongs before the first is let in while it still waits.</summary>
    private bool TryStartEarlier(long sequence, uint timestamp)
    {
        var units = _cursor - MediaTime(timestamp);
        var ticks = (units + _tick - 1) / _tick;
        if (units <= 0 || ticks > _ticksBeforeStart || !_packets.TryBeginEarlier(sequence))
        {
            return false;
        }

        _cursor -= units;
        _ticksBeforeStart -= (int)ticks;
        return true;
    }

    private void Stop()
    {
        _started = false;
        _playing = _skipped = false;
        (_heldTicks, _heldConcealed, _insertTicks) = (0, 0, 0);
        Stretch.Clear();
    }

    private void Adapt()
    {
        if (Math.Abs(StretchWanted) >= _tick / 2)
        {
            _depth.RestartWindow(); // What was wished for last is still being done.
            return;
        }

        var change = _depth.Judge(Buffered);
        if (_options.Stretches)
        {
            Stretch.Add(change);
        }
        else if (change < 0)
        {
            MoveTo(_cursor + _tick);
            Discarded++;
        }
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

        var missing = Math.Min(sequence - _packets.Newest - 1, _options.MaximumDepth);
        return Math.Max(_newestEnd, _cursor) + (missing * _newestLength);
    }

    /// <summary>More than the greatest depth has come at once (a stall of the network, or of us): goes on with the newest.</summary>
    private void KeepWithinMaximum(int packetLength)
    {
        if (_newestEnd - _cursor <= ((long)_options.MaximumDepth * _tick) + packetLength)
        {
            return;
        }

        var before = _packets.Next;
        MoveTo(Math.Max(_cursor, _newestEnd - packetLength - ((long)_depth.Ticks * _tick)));
        var discarded = _packets.CountSound(before, _packets.Next);
        Discarded += discarded;
        Tally.Miss(discarded);
        (_heldTicks, _heldConcealed, _insertTicks) = (0, 0, 0);
        Stretch.KeepWhatIsBegun();
        _skipped = _playing;
        _depth.RestartWindow();
    }

    private void GrowFor(long media)
    {
        var needed = ((_cursor - media) / _tick) + 1;
        if (needed > _options.MaximumDepth)
        {
            return; // Waiting for a packet that late would not have helped.
        }

        var room = _options.MaximumDepth - (Buffered / _tick);
        var more = Math.Min(needed, room) - _insertTicks - Stretch.TicksLeft;
        if (more <= 0)
        {
            return;
        }

        _depth.Grow((int)more);
        if (_options.Stretches)
        {
            Stretch.Add(more);
        }
        else
        {
            _insertTicks += (int)more;
        }
    }

    private void LearnFromHold()
    {
        if (_heldTicks > 0)
        {
            _depth.Grow(_heldTicks);
            Stretch.Waited(_heldTicks);
            Tally.Miss(_heldConcealed);
            (_heldTicks, _heldConcealed) = (0, 0);
        }
    }

    private void MoveTo(long cursor)
    {
        _cursor = cursor;
        _packets.PassTo(cursor);
    }
}
