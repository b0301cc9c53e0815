namespace Parley.Agents;

/// <summary>A call to try again in a later session.</summary>
/// <param name="AttemptId">The attempt that was in vain; it is tried again once, however often it is asked for.</param>
/// <param name="Destination">The number or address.</param>
/// <param name="Attempts">How many attempts were made so far, in all sessions.</param>
/// <param name="Due">Not before this moment; the host may choose a later one, within calling hours.</param>
public sealed record RetryLater(string AttemptId, string Destination, int Attempts, DateTimeOffset Due);

/// <summary>What a session is told that was started to try a call again.</summary>
/// <param name="Destination">The number or address to call.</param>
/// <param name="Attempts">How many attempts were made before.</param>
/// <param name="SessionId">The session that made the last of them.</param>
public sealed record RetriedCall(string Destination, int Attempts, Guid SessionId);

/// <summary>What came of a call with its retries.</summary>
/// <param name="Start">Whether the last attempt was accepted.</param>
/// <param name="Outcome">How it went; <see langword="null"/> when it was not accepted.</param>
/// <param name="Attempts">How many attempts were made, in all sessions.</param>
public sealed record RetriedDialout(DialoutStart Start, DialoutOutcome? Outcome, int Attempts)
{
    /// <summary>When a new session will try it again; <see langword="null"/> when none will.</summary>
    public DateTimeOffset? AgainAt { get; init; }
}
