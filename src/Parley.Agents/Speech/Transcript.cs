namespace Parley.Agents;

/// <summary>What a recogniser heard.</summary>
/// <param name="Text">The words. An interim text replaces the interim text before it; a final one stays, and the next begins after
/// it.</param>
/// <param name="IsFinal">Whether the text will not change any more.</param>
public sealed record Transcript(string Text, bool IsFinal)
{
    /// <summary>The language, as a BCP 47 tag, if the recogniser told.</summary>
    public string? Language { get; init; }

    /// <summary>How sure the recogniser is, 0 to 1, if it told.</summary>
    public double? Confidence { get; init; }

    /// <summary>
    /// For final words: how far into the turn's sound they and those before them reach, if the recogniser told. What lies behind has not been heard yet.
    /// </summary>
    public TimeSpan? Until { get; init; }
}
