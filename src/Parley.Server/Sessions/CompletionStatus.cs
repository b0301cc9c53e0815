namespace Parley.Server.Sessions;

/// <summary>The kinds of end of a session; <see cref="CompletionStatuses.ToWire"/> gives the words of the API.</summary>
internal enum CompletionStatus
{
    Completed,
    Failed,
    Terminated,
    TooLong,
    ServerStopped,
    ServerLost,
}

/// <summary>The words of <c>completionStatus</c> in the sessions API.</summary>
internal static class CompletionStatuses
{
    public static string ToWire(this CompletionStatus status) => status switch
    {
        CompletionStatus.Completed => "HTTP_COMPLETED",
        CompletionStatus.Failed => "HTTP_ERROR",
        CompletionStatus.Terminated => "TERMINATED",
        CompletionStatus.TooLong => "MAX_SESSION_DURATION",
        CompletionStatus.ServerStopped => "SERVER_STOPPED",
        CompletionStatus.ServerLost => "SERVER_LOST",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a completion status."),
    };
}
