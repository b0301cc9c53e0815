namespace Parley.Agents;

/// <summary>What a model that hears and speaks by itself is to be in one conversation.</summary>
public sealed record SpeechToSpeechOptions
{
    /// <summary>Who it is and what it is to do; <see langword="null"/> for the model's own.</summary>
    public string? Instructions { get; init; }

    /// <summary>The voice, in the vendor's naming; <see langword="null"/> for that of its settings.</summary>
    public string? Voice { get; init; }

    /// <summary>The language of the caller, as a BCP 47 tag, for the transcripts; <see langword="null"/> leaves it to the vendor.</summary>
    public string? Language { get; init; }

    /// <summary>How the model tells that the caller has finished; <see langword="null"/> for the vendor's settings.</summary>
    public SpeechToSpeechTurns? Turns { get; init; }
}

/// <summary>How a model tells that the caller speaks, and has finished. What is <see langword="null"/> is as the vendor's settings have it.</summary>
public sealed record SpeechToSpeechTurns
{
    /// <summary>Whether it listens to what is said (<see langword="true"/>), or only to silence.</summary>
    public bool? IsSemantic { get; init; }

    /// <summary>How loud speech must be, 0 to 1. Not for <see cref="IsSemantic"/>.</summary>
    public double? Threshold { get; init; }

    /// <summary>How much silence ends a turn. Not for <see cref="IsSemantic"/>.</summary>
    public TimeSpan? Silence { get; init; }
}
