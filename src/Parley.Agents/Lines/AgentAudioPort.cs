using Parley.Audio;

namespace Parley.Agents.Lines;

/// <summary>
/// An agent's ear and mouth in a room: what the room's media thread writes is heard by a task, what a task says is read by the media
/// thread.
/// </summary>
internal sealed class AgentAudioPort : IAudioPort
{
    private readonly HeardRing _ticks;
    private readonly short[] _said;
    private readonly Wake _wake;
    private readonly TimeProvider _time;
    private readonly long _tickLength;
    private long _ticksWritten;
    private long _epoch;
    private long _mark = long.MaxValue;
    private long _markedAt;

    /// <param name="sampleRate">The room's rate in Hz.</param>
    /// <param name="wake">Set once a tick, when there is something new to hear and to have been played.</param>
    /// <param name="time">Tells when ticks come.</param>
    public AgentAudioPort(int sampleRate, Wake wake, TimeProvider time)
    {
        _time = time;
        _tickLength = time.TimestampFrequency / 50;
        SampleRate = sampleRate;
        FrameLength = sampleRate / 50;
        Playback = new(sampleRate * 4);
        _ticks = new(sampleRate * 2);
        _said = new short[FrameLength];
        _wake = wake;
    }

    public int SampleRate { get; }

    /// <summary>Samples in 20 ms.</summary>
    public int FrameLength { get; }

    /// <summary>What is to be said: up to 4 s.</summary>
    public PlaybackQueue Playback { get; }

    /// <summary>How many samples a slow listener lost.</summary>
    public long Lost => _ticks.Lost / 2;

    public bool Read(Span<short> samples)
    {
        var before = Playback.Played;
        var speaks = Playback.Read(samples);
        var mark = Volatile.Read(ref _mark);
        if (speaks && mark >= before && mark < before + samples.Length)
        {
            Volatile.Write(ref _markedAt, _time.GetTimestamp());
        }

        samples.CopyTo(_said);
        return speaks;
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        _ticks.Write(_said, samples);
        Volatile.Write(ref _epoch, _time.GetTimestamp() - (++_ticksWritten * _tickLength));
        _wake.Set();
    }

    /// <summary>When the room took the marked sample, as a timestamp; <see langword="null"/> while it has not.</summary>
    public long? MarkedAt => Volatile.Read(ref _markedAt) is var at and not 0 ? at : null;

    /// <summary>Asks when a sample is taken by the room; what was asked before is forgotten.</summary>
    /// <param name="position">Of the sample, not yet queued.</param>
    public void Mark(long position)
    {
        Volatile.Write(ref _mark, long.MaxValue);
        Volatile.Write(ref _markedAt, 0);
        Volatile.Write(ref _mark, position);
    }

    /// <summary>
    /// The timestamp of a moment of the line's time, which counts ticks. As in recordings, a frame lasts from its tick to the next one, whichever side it is of.
    /// </summary>
    public long TimeOf(TimeSpan lineTime) => Volatile.Read(ref _epoch) + _tickLength + (long)(lineTime.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Takes the next tick, if it is there.</summary>
    /// <param name="said">Receives what went out meanwhile: <see cref="FrameLength"/> samples.</param>
    /// <param name="heard">Receives what came in: as many.</param>
    public bool TryHear(Span<short> said, Span<short> heard)
    {
        Span<short> tick = stackalloc short[FrameLength * 2];
        if (!_ticks.TryRead(tick))
        {
            return false;
        }

        tick[..FrameLength].CopyTo(said);
        tick[FrameLength..].CopyTo(heard);
        return true;
    }
}
