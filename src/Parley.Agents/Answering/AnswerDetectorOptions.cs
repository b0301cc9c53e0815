namespace Parley.Agents.Answering;

/// <summary>How <see cref="AnswerDetector"/> decides.</summary>
public sealed record AnswerDetectorOptions
{
    /// <summary>How sure it must be.</summary>
    public AnswerProfile Profile { get; init; } = AnswerProfile.Balanced;

    /// <summary>When the best guess is told if nothing was sure, since the answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long nobody may speak before the verdict is silence (or ringback, when it rings), since the answer.</summary>
    public TimeSpan NoSpeechTimeout { get; init; } = TimeSpan.FromSeconds(5.2);

    /// <summary>How long a verdict may be revised, since it was told.</summary>
    public TimeSpan RevisionWindow { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Quiet after the greeting of a machine that does not beep, after which the message is said.</summary>
    public TimeSpan SilenceBeforeMessage { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between the end of a beep being known and the message.</summary>
    public TimeSpan PauseAfterBeep { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Speech of the callee over the agent's own that no person keeps up; then a human is revised to a machine.</summary>
    public TimeSpan TalksOverAgent { get; init; } = TimeSpan.FromSeconds(2.5);
}
