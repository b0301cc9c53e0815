namespace Parley.Agents;

/// <summary>Calls to be made again because the other side asked for it.</summary>
public abstract partial class AgentSession
{
    /// <summary>
    /// Has the host call the far end of a leg again: it writes the wish down, and starts a new session of this agent with the same body when it is due, within the
    /// calling hours, also after a restart. <see cref="Retry"/> of that session tells where it comes from. Once for each leg, and only for one that was dialled.
    /// </summary>
    /// <returns>When it will be; <see langword="null"/> when the leg called in, the time is past, or the host keeps none.</returns>
    public async Task<DateTimeOffset?> ScheduleCallbackAsync(string participantId, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        at > Time.GetUtcNow() && DestinationOf(participantId) is { } destination
            ? await _transport.RetryLaterAsync(new(participantId, destination, Attempts: 0, at), cancellationToken)
            : null;

    /// <summary>The scheduler that <see cref="ScheduleCallbackAsync"/> is.</summary>
    internal ICallbackScheduler HostCallbacks => new Callbacks(this);

    private sealed class Callbacks(AgentSession session) : ICallbackScheduler
    {
        public Task<DateTimeOffset?> ScheduleAsync(CallbackRequest request, CancellationToken cancellationToken) =>
            session.ScheduleCallbackAsync(request.ParticipantId, request.At, cancellationToken);
    }
}
