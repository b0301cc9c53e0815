namespace Parley.Agents.Turns;

/// <summary>How far a bot turn has come, for whoever follows it word by word.</summary>
/// <param name="Stage">What was reached.</param>
/// <param name="Text">The words that it is about: the other side's, the model's, a sentence.</param>
internal readonly record struct TurnProgress(TurnStage Stage, string? Text = null)
{
    /// <summary>Whose line it is on; <see langword="null"/> for the whole room.</summary>
    public string? ParticipantId { get; init; }
}

/// <summary>A stage of a bot turn.</summary>
internal enum TurnStage
{
    /// <summary>The model is asked for an answer to words.</summary>
    ChatAsked,

    /// <summary>It gives more words.</summary>
    ChatText,

    /// <summary>It has given all.</summary>
    ChatEnded,

    /// <summary>The voice is given a sentence.</summary>
    SynthesisStarted,

    /// <summary>The sentence's sound is there.</summary>
    SynthesisEnded,
}
