namespace Parley.Server.Sessions;

/// <summary>
/// Runs one session from joining its room to its end: the room, its legs and the agent's scope. <see cref="LiveSessions"/> is the only
/// caller; it has already taken the agent's slot and written the session down, and writes the end when the task completes.
/// </summary>
internal interface ISessionRunner
{
    /// <summary>Runs the session. The token is the session's one token: when it is cancelled everything below unwinds.</summary>
    /// <param name="command">What was asked for, validated.</param>
    /// <param name="cancellationToken">Cancelled by DELETE, by the agent's longest duration and by the stop of the server.</param>
    /// <returns>
    /// How it ended when the agent ended it. An exception ends the session as failed, with its message as the reason; an
    /// <see cref="OperationCanceledException"/> after cancellation ends it with the reason that <see cref="LiveSessions"/> was given.
    /// </returns>
    Task<SessionEnd> RunAsync(StartCommand command, CancellationToken cancellationToken);
}
