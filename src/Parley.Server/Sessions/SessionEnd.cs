namespace Parley.Server.Sessions;

/// <summary>How a session ended.</summary>
/// <param name="Status">What kind of end it was.</param>
/// <param name="Reason">The same in words, for people.</param>
internal sealed record SessionEnd(CompletionStatus Status, string Reason)
{
    /// <summary>The agent came to its end by itself.</summary>
    public static SessionEnd Completed(string reason = "agent finished") => new(CompletionStatus.Completed, reason);

    /// <summary>The agent, or what it stands on, threw.</summary>
    public static SessionEnd Failed(string reason) => new(CompletionStatus.Failed, reason);

    /// <summary>Someone asked for the end over the API.</summary>
    public static SessionEnd Terminated { get; } = new(CompletionStatus.Terminated, "terminated by request");

    /// <summary>The agent's longest session duration has passed.</summary>
    public static SessionEnd TooLong(TimeSpan longest) => new(CompletionStatus.TooLong, $"longest session duration of {longest:c} reached");

    /// <summary>The server was stopped in an orderly way.</summary>
    public static SessionEnd ServerStopped { get; } = new(CompletionStatus.ServerStopped, "server stopped");

    /// <summary>The server died with the session in it; found out at the next start.</summary>
    public static SessionEnd ServerLost { get; } = new(CompletionStatus.ServerLost, "server stopped unexpectedly");
}
