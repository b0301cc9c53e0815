namespace Parley.Audio;

/// <summary>A stretch of mono, 16-bit linear sound, usually 20 ms. It owns its samples, so it may be kept.</summary>
/// <param name="Samples">The samples; never written again after construction.</param>
/// <param name="SampleRate">Samples per second (Hz).</param>
public sealed record AudioFrame(ReadOnlyMemory<short> Samples, int SampleRate)
{
    /// <summary>How long the frame sounds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);
}
