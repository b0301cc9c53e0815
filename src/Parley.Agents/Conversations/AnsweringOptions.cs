using Parley.Agents.Answering;

namespace Parley.Agents;

/// <summary>What to do once it is known who answered.</summary>
public sealed record AnsweringOptions
{
    /// <summary>The message for a machine, said from its first word when the machine records; <see langword="null"/> hangs up then.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>How sure and how patient the detector is.</summary>
    public AnswerDetectorOptions Detector { get; init; } = new();

    /// <summary>
    /// How long a provisional verdict that would end the call (a machine without a message for it, a dead number) must stand while nobody speaks
    /// before it does. A final one ends it at once.
    /// </summary>
    public TimeSpan Doubt { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// A chat model that is asked once, with nothing but the words heard, when sound and words leave it open; nobody waits for it. One for all calls
    /// remembers what it said of the same words. <see langword="null"/> to do without.
    /// </summary>
    public ChatOpinions? TieBreaker { get; init; }

    /// <summary>How long to wait for somebody to answer a call that still rings, or for a machine to record, before the call is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
