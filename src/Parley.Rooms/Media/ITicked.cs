namespace Parley.Rooms;

/// <summary>Something that does one tick (20 ms) of work on the media thread whenever the <see cref="MediaClock"/> says so.</summary>
public interface ITicked
{
    /// <summary>Does one tick of work. Called on the media thread only: neither blocks, nor locks, nor allocates, nor throws.</summary>
    void Tick();
}
