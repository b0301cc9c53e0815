namespace Parley.Simulation.Sounds;

/// <summary>A sound that goes on behind what is said, for as long as a call lasts.</summary>
/// <param name="loop">One round of it, at 8 kHz.</param>
/// <param name="start">Where in the round it begins, in samples.</param>
internal sealed class BackgroundNoise(ReadOnlyMemory<short> loop, int start)
{
    private int _position = start % loop.Length;

    /// <summary>Adds the next stretch to what is said.</summary>
    public void AddTo(Span<short> samples)
    {
        var sound = loop.Span;
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(samples[i] + sound[_position], short.MinValue, short.MaxValue);
            _position = _position + 1 == sound.Length ? 0 : _position + 1;
        }
    }
}
