namespace Parley.Agents;

/// <summary>How to listen.</summary>
public sealed record SpeechToTextOptions
{
    /// <summary>The language expected, as a BCP 47 tag; <see langword="null"/> leaves it to the recogniser.</summary>
    public string? Language { get; init; }

    /// <summary>Words likely to come: names, products.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];
}
