namespace Parley.Agents.Answering;

/// <summary>How <see cref="AnswerDetector"/> decides.</summary>
public sealed record AnswerDetectorOptions
{
    /// <summary>How sure it must be.</summary>
    public AnswerProfile Profile { get; init; } = AnswerProfile.Balanced;

    /// <summary>When the best guess is told if nothing was sure, since the answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Whether frames come before the call is answered (early media): then <see cref="AnswerDetector.Answer"/> says when it is. Before that,
    /// ringing and busy are states, and only an announcement of the network is a verdict.
    /// </summary>
    public bool StartsBeforeAnswer { get; init; }

    /// <summary>
    /// Whether a recogniser listens. Then the first verdict waits in doubtful cases until the words of what was heard have come, or should have;
    /// words that come are heeded in either case.
    /// </summary>
    public bool HasRecogniser { get; init; }

    /// <summary>Whether <see cref="OpinionWanted"/> is told when sound and words leave it open.</summary>
    public bool AsksForOpinion { get; init; }

    /// <summary>How long it must have been open before an opinion is asked for.</summary>
    public TimeSpan OpenBeforeOpinion { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long nobody may speak before the verdict is silence, since the answer. Where it rings, a second more; then it is ringback.</summary>
    public TimeSpan NoSpeechTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a verdict may be revised, since it was told.</summary>
    public TimeSpan RevisionWindow { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Quiet after the greeting of a machine that does not beep, after which the message is said.</summary>
    public TimeSpan SilenceBeforeMessage { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between the end of a beep being known and the message.</summary>
    public TimeSpan PauseAfterBeep { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Speech of the callee over the agent's own that no person keeps up; then a human is revised to a machine.</summary>
    public TimeSpan TalksOverAgent { get; init; } = TimeSpan.FromSeconds(2.5);
}
