namespace Parley.Agents.Latency;

/// <summary>Finds where in a frame sound ends: behind the last 5 ms that are louder than -45 dBFS, to the millisecond.</summary>
/// <param name="sampleRate">In Hz.</param>
internal sealed class SoundEnd(int sampleRate)
{
    private const double Loud = 184.0 * 184.0;
    private readonly int _millisecond = sampleRate / 1000;

    /// <summary>How much of the frame's end is quiet; <see langword="null"/> when all of it is.</summary>
    public TimeSpan? Find(ReadOnlySpan<short> frame)
    {
        var block = 5 * _millisecond;
        for (var end = frame.Length; end >= block; end -= _millisecond)
        {
            var energy = 0.0;
            foreach (var sample in frame.Slice(end - block, block))
            {
                energy += (double)sample * sample;
            }

            if (energy > Loud * block)
            {
                return TimeSpan.FromSeconds((double)(frame.Length - end) / sampleRate);
            }
        }

        return null;
    }
}
