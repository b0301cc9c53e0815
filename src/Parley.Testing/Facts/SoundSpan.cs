namespace Parley.Testing.Facts;

/// <summary>A stretch of sound.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
public readonly record struct SoundSpan(TimeSpan Start, TimeSpan End)
{
    /// <summary>How long it was.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>Whether there was sound at that moment.</summary>
    public bool Contains(TimeSpan moment) => Start <= moment && moment < End;
}
