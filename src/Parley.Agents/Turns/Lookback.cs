namespace Parley.Agents.Turns;

/// <summary>The last moments heard: speech is noticed only after it began.</summary>
/// <param name="length">How much is kept, in samples.</param>
internal sealed class Lookback(int length)
{
    private readonly short[] _samples = new short[length];
    private int _next;
    private int _count;

    /// <summary>Adds a frame, over the oldest.</summary>
    public void Add(ReadOnlySpan<short> frame)
    {
        foreach (var sample in frame)
        {
            _samples[_next] = sample;
            _next = (_next + 1) % _samples.Length;
        }

        _count = Math.Min(_count + frame.Length, _samples.Length);
    }

    /// <summary>What is kept, oldest first.</summary>
    public short[] ToArray()
    {
        var result = new short[_count];
        for (var i = 0; i < _count; i++)
        {
            result[i] = _samples[(_next - _count + i + _samples.Length) % _samples.Length];
        }

        return result;
    }
}
