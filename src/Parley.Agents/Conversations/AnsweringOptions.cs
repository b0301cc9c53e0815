using Parley.Agents.Answering;

namespace Parley.Agents;

/// <summary>What to do once it is known who answered.</summary>
public sealed record AnsweringOptions
{
    /// <summary>The message for a machine, said from its first word when the machine records; <see langword="null"/> hangs up then.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>How sure and how patient the detector is.</summary>
    public AnswerDetectorOptions Detector { get; init; } = new();

    /// <summary>How long to wait for somebody to answer a call that still rings, or for a machine to record, before the call is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
