using Parley.Audio;

namespace Parley.Agents.Lines;

/// <summary>
/// An agent's ear and mouth in a room: what the room's media thread writes is heard by a task, what a task says is read by the media
/// thread.
/// </summary>
internal sealed class AgentAudioPort : IAudioPort
{
    private readonly HeardRing _heard;
    private readonly Wake _wake;

    /// <param name="sampleRate">The room's rate in Hz.</param>
    /// <param name="wake">Set once a tick, when there is something new to hear and to have been played.</param>
    public AgentAudioPort(int sampleRate, Wake wake)
    {
        SampleRate = sampleRate;
        FrameLength = sampleRate / 50;
        Playback = new(sampleRate * 4);
        _heard = new(sampleRate);
        _wake = wake;
    }

    public int SampleRate { get; }

    /// <summary>Samples in 20 ms.</summary>
    public int FrameLength { get; }

    /// <summary>What is to be said: up to 4 s.</summary>
    public PlaybackQueue Playback { get; }

    /// <summary>How many samples a slow listener lost.</summary>
    public long Lost => _heard.Lost;

    public bool Read(Span<short> samples) => Playback.Read(samples);

    public void Write(ReadOnlySpan<short> samples)
    {
        _heard.Write(samples);
        _wake.Set();
    }

    /// <summary>Takes the next frame heard, if it is there.</summary>
    /// <param name="frame">Receives <see cref="FrameLength"/> samples.</param>
    public bool TryHear(Span<short> frame) => _heard.TryRead(frame);
}
