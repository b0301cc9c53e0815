namespace Parley.Audio.Concealment;

/// <summary>What a tick of sound is.</summary>
public enum PlayoutKind
{
    /// <summary>Nothing is said and nothing is missing.</summary>
    Silence,

    /// <summary>Sound.</summary>
    Sound,

    /// <summary>Sound that is missing.</summary>
    Lost,
}

/// <summary>One tick out of an <see cref="IPlayoutSource"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">For sound: how many samples there are; the rest of the tick is missing.</param>
/// <param name="FollowsSkip">Whether sound before it was thrown away, so that it does not go on where the last tick ended.</param>
public readonly record struct PlayoutFrame(PlayoutKind Kind, int Length = 0, bool FollowsSkip = false);
