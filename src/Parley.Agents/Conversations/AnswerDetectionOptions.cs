namespace Parley.Agents;

/// <summary>What to do once it is known who answered.</summary>
public sealed record AnswerDetectionOptions
{
    /// <summary>The message for a machine, said from its first word when the machine records; <see langword="null"/> hangs up on machines.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>How long to wait for a machine's beep or the end of its greeting before the call is given up.</summary>
    public TimeSpan MachineTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
