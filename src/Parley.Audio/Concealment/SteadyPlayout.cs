namespace Parley.Audio.Concealment;

/// <summary>
/// Makes an even flow of sound from the ticks of a jitter buffer: what is lost is concealed, and when the buffer wants to hold more or less, a pitch period is
/// said twice or left out where it does not show, rather than a tick inserted or cut. While the buffer wants nothing, ticks go straight through.
/// One per stream, called from one thread; no allocation after construction.
/// </summary>
public sealed class SteadyPlayout
{
    private readonly IPlayoutSource _source;
    private readonly PacketLossConcealer _concealer;
    private readonly SplicePoint _splice;
    private readonly short[] _line;
    private readonly short[] _blend;
    private readonly int _tick;
    private readonly int _past;
    private int _start;
    private int _end;

    /// <summary>Makes a playout.</summary>
    /// <param name="sampleRate">8,000 to 48,000 Hz.</param>
    /// <param name="tick">How long a tick is: 10 to 60 ms.</param>
    /// <param name="source">Where the sound comes from.</param>
    public SteadyPlayout(int sampleRate, TimeSpan tick, IPlayoutSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(tick, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tick, TimeSpan.FromMilliseconds(60));
        _source = source;
        _concealer = new(sampleRate);
        _splice = new(sampleRate);
        _tick = (int)(sampleRate * tick.Ticks / TimeSpan.TicksPerSecond);
        _past = _splice.Longest;
        _blend = new short[_splice.Window];
        _line = new short[_past + (4 * _tick) + _splice.Longest];
        _start = _end = _past;
    }

    /// <summary>Samples taken from the source that are not played yet.</summary>
    private int Waiting => _end - _start;

    /// <summary>Gives one tick of sound.</summary>
    /// <param name="samples">One tick long.</param>
    /// <returns><see langword="false"/> when it is silence, and all zero.</returns>
    public bool Read(Span<short> samples)
    {
        samples = samples[.._tick];
        var wanted = _source.StretchWanted;
        if (wanted == 0 && Waiting == 0)
        {
            return Fill(samples, _source.Next(samples));
        }

        if (Waiting == 0)
        {
            _concealer.CopyLast(_line.AsSpan(0, _past));
        }

        var audible = Waiting > 0;
        while (Waiting < _tick || Waiting - _tick < Math.Min(-wanted, _splice.Longest))
        {
            audible |= TakeIn(ref wanted);
        }

        Stretch(wanted);
        _line.AsSpan(_start, _tick).CopyTo(samples);
        _start += _tick;
        Compact();
        return audible;
    }

    private bool TakeIn(ref int wanted)
    {
        var room = _line.AsSpan(_end, _tick);
        var frame = _source.Next(room);
        if (frame.Kind == PlayoutKind.Silence && Waiting is > 0 and var waiting && waiting < _tick)
        {
            // Silence gives way: what still waits is played at its expense.
            room = room[..(_tick - waiting)];
            _source.NoteStretched(-waiting);
            wanted = 0;
        }

        var audible = Fill(room, frame);
        _end += room.Length;
        return audible;
    }

    private bool Fill(Span<short> samples, PlayoutFrame frame)
    {
        if (frame.Kind == PlayoutKind.Silence)
        {
            return _concealer.Silence(samples);
        }

        var length = frame.Kind == PlayoutKind.Lost ? 0 : Math.Min(frame.Length, samples.Length);
        if (length > 0)
        {
            _concealer.Good(samples[..length], frame.FollowsSkip);
        }

        if (length < samples.Length)
        {
            _concealer.Conceal(samples[length..]);
        }

        return true;
    }

    private void Stretch(int wanted)
    {
        if (wanted < 0 && Waiting > _tick)
        {
            var length = _splice.Find(_line, _start, Math.Min(-wanted, Waiting - _tick), forward: true);
            if (length > 0)
            {
                Shorten(length);
                _source.NoteStretched(-length);
            }
        }
        else if (wanted > 0 && Waiting < 3 * _tick)
        {
            var length = _splice.Find(_line, _start, wanted, forward: false);
            if (length > 0)
            {
                Lengthen(length);
                _source.NoteStretched(length);
            }
        }
    }

    private void Shorten(int length)
    {
        var line = _line.AsSpan(_start, Waiting);
        var overlap = Math.Min(length, Math.Min(_splice.Window, line.Length - length));
        for (var i = 0; i < overlap; i++)
        {
            line[i] = Mix(line[i], line[i + length], i, overlap);
        }

        line[(overlap + length)..].CopyTo(line[overlap..]);
        _end -= length;
    }

    private void Lengthen(int length)
    {
        var overlap = Math.Min(length, _splice.Window);
        _line.AsSpan(_start, overlap).CopyTo(_blend);
        _line.AsSpan(_start, Waiting).CopyTo(_line.AsSpan(_start + length));
        _line.AsSpan(_start - length, length).CopyTo(_line.AsSpan(_start));
        for (var i = 0; i < overlap; i++)
        {
            _line[_start + i] = Mix(_blend[i], _line[_start + i], i, overlap);
        }

        _end += length;
    }

    private static short Mix(short from, short to, int position, int length)
    {
        var share = (position + 1f) / (length + 1);
        return (short)MathF.Round((from * (1 - share)) + (to * share));
    }

    private void Compact()
    {
        var kept = _start - _past;
        _line.AsSpan(kept, _past + Waiting).CopyTo(_line);
        (_start, _end) = (_past, _end - kept);
    }
}
