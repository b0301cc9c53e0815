namespace Parley.Server.Storage;

/// <summary>A call that is to be tried again later, in a session of its own.</summary>
internal sealed class DialoutRetry
{
    public required Guid Id { get; init; }

    /// <summary>The attempt that failed; it is tried again once.</summary>
    public required Guid AttemptId { get; init; }

    /// <summary>The session that made it.</summary>
    public required Guid SessionId { get; init; }

    public required string Agent { get; init; }

    /// <summary>The number or address to call.</summary>
    public required string Destination { get; init; }

    /// <summary>How many attempts were made so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>The start request, as JSON.</summary>
    public required string Start { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset Due { get; set; }

    public required RetryState State { get; set; }

    /// <summary>When a server took it to start it.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }

    /// <summary>The session that was started for it.</summary>
    public Guid? StartedSessionId { get; set; }

    /// <summary>Why it was given up, for people.</summary>
    public string? Reason { get; set; }
}

/// <summary>Where a retry stands.</summary>
internal enum RetryState
{
    Waiting,

    /// <summary>A server is about to start it. One that dies now leaves it so: it is never started twice.</summary>
    Claimed,
    Started,
    GivenUp,
}
