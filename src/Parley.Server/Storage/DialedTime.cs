namespace Parley.Server.Storage;

/// <summary>How long an agent's ended calls of one day took.</summary>
internal sealed class DialedTime
{
    public required DateOnly Day { get; init; }

    /// <summary>The agent; empty for calls of none.</summary>
    public required string Agent { get; init; }

    public long Milliseconds { get; set; }
}
