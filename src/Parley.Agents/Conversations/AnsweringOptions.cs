namespace Parley.Agents;

/// <summary>What to do once it is known who answered.</summary>
public sealed record AnsweringOptions
{
    /// <summary>The message for a machine, said from its first word when the machine records; <see langword="null"/> hangs up on machines.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>How long to wait for somebody to answer a call that still rings, or for a machine to record, before the call is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
