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
        var kept = frame.Length > _samples.Length ? frame[^_samples.Length..] : frame;
        var first = Math.Min(kept.Length, _samples.Length - _next);
        kept[..first].CopyTo(_samples.AsSpan(_next));
        kept[first..].CopyTo(_samples);
        _next = (_next + kept.Length) % _samples.Length;
        _count = Math.Min(_count + kept.Length, _samples.Length);
    }

    /// <summary>Keeps nothing.</summary>
    public void Clear() => _count = 0;

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
