using Parley.Audio;

namespace Parley.Agents.Lines;

/// <summary>
/// An agent's ear and mouth in a room: what the room's media thread writes is heard by a task, what a task says is read by the media
/// thread.
/// </summary>
internal sealed class AgentAudioPort : IAudioPort
{
    private readonly HeardRing _ticks;
    private readonly short[] _written;
    private readonly short[] _taken;
    private readonly Wake _wake;

    /// <param name="sampleRate">The room's rate in Hz.</param>
    /// <param name="wake">Set once a tick, when there is something new to hear and to have been played.</param>
    public AgentAudioPort(int sampleRate, Wake wake)
    {
        SampleRate = sampleRate;
        FrameLength = sampleRate / 50;
        Playback = new(sampleRate * 4);
        _ticks = new(sampleRate * 2);
        (_written, _taken) = (new short[FrameLength * 2], new short[FrameLength * 2]);
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
        var speaks = Playback.Read(samples);
        samples.CopyTo(_written);
        return speaks;
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        samples.CopyTo(_written.AsSpan(FrameLength));
        _ticks.Write(_written);
        _wake.Set();
    }

    /// <summary>Takes the next tick, if it is there.</summary>
    /// <param name="said">Receives what went out meanwhile: <see cref="FrameLength"/> samples.</param>
    /// <param name="heard">Receives what came in: as many.</param>
    public bool TryHear(Span<short> said, Span<short> heard)
    {
        if (!_ticks.TryRead(_taken))
        {
            return false;
        }

        _taken.AsSpan(0, FrameLength).CopyTo(said);
        _taken.AsSpan(FrameLength).CopyTo(heard);
        return true;
    }
}
