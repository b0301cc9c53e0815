namespace Parley.Server.Storage;

/// <summary>A line that the agent or the server logged in a session.</summary>
internal sealed class SessionLogLine
{
    /// <summary>Counts all lines in the order in which they were written.</summary>
    public long Id { get; init; }

    public required Guid SessionId { get; init; }

    public required string Agent { get; init; }

    public Guid? DeploymentId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The text with its level and source, without secrets.</summary>
    public required string Text { get; init; }
}
