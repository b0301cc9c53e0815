namespace Parley.Audio;

/// <summary>
/// The last so many items of a stream, side by side. The window moves through twice its length and goes back to the beginning now and then, so that an item added costs
/// nothing but itself: of a past that nobody looks at, no memory is touched.
/// </summary>
/// <param name="length">Of the window.</param>
internal sealed class SlidingWindow<T>(int length)
    where T : unmanaged
{
    private readonly T[] _items = new T[length * 2];
    private int _start;

    /// <summary>How long the window is.</summary>
    public int Length => length;

    /// <summary>The items, oldest first.</summary>
    public Span<T> Items => _items.AsSpan(_start, length);

    /// <summary>Lets the oldest items go.</summary>
    /// <param name="count">How many, at most all.</param>
    /// <returns>The place of as many new ones, to be written.</returns>
    public Span<T> Slide(int count)
    {
        if (_start + count > length)
        {
            Items[count..].CopyTo(_items);
            _start = 0;
        }
        else
        {
            _start += count;
        }

        return Items[(length - count)..];
    }
}
