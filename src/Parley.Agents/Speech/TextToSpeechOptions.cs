namespace Parley.Agents;

/// <summary>How to speak.</summary>
public sealed record TextToSpeechOptions
{
    /// <summary>The voice, in the vendor's naming; <see langword="null"/> for its default.</summary>
    public string? Voice { get; init; }

    /// <summary>The language, as a BCP 47 tag; <see langword="null"/> for the voice's own.</summary>
    public string? Language { get; init; }

    /// <summary>Pace: 1 is the voice's own, 2 twice as fast.</summary>
    public double Speed { get; init; } = 1;
}
