using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Audio.Tones;

namespace Parley.Agents.Tools;

/// <summary>Plays music over and over, and hears nothing.</summary>
internal sealed class HoldMusicPort : IAudioPort
{
    private readonly short[] _tune;
    private int _at;

    public HoldMusicPort(AudioFrame? music, int sampleRate)
    {
        SampleRate = sampleRate;
        _tune = music is { Samples.IsEmpty: false } own ? Resampler.Convert(own.Samples.Span, own.SampleRate, sampleRate) : HoldTune.Compose(sampleRate);
    }

    public int SampleRate { get; }

    public bool Read(Span<short> samples)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _tune.Length - _at);
            _tune.AsSpan(_at, count).CopyTo(samples);
            samples = samples[count..];
            _at = (_at + count) % _tune.Length;
        }

        return true;
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        // Nobody listens.
    }
}
