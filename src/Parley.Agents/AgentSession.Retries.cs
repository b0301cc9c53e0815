namespace Parley.Agents;

/// <summary>Calls that are tried again, and people who are not to be called again.</summary>
public abstract partial class AgentSession
{
    private readonly Dictionary<string, TaskCompletionSource<DialoutOutcome>> _outcomes = [];
    private readonly Dictionary<string, string> _destinations = [];

    /// <summary>The call that this session was started to try again; <see langword="null"/> for any other session.</summary>
    public RetriedCall? Retry => Start.Retry;

    /// <summary>Puts the far end of a leg on the do-not-call list, for instance because they asked for it: no later call to them is made, by any agent.</summary>
    /// <param name="participantId">The leg's id; it may have ended.</param>
    /// <param name="reason">What they said, for people.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="false"/> when there is no such leg, or its far end has no number.</returns>
    public Task<bool> OptOutAsync(string participantId, string? reason = null, CancellationToken cancellationToken = default) =>
        _transport.OptOutAsync(participantId, reason, cancellationToken);

    /// <summary>
    /// Calls somebody, and again while the policy finds it worth it: never after a person or a rule refused. Short waits are waited for here; after a long one the
    /// host starts a new session with the same body, which survives a restart of the host, and this returns with <see cref="RetriedDialout.AgainAt"/>. Each attempt
    /// has its own events. Handlers go on meanwhile: do not await this in one.
    /// </summary>
    /// <param name="request">Whom to call.</param>
    /// <param name="policy">When to call again; the host's when <see langword="null"/>.</param>
    /// <param name="judge">The agent's own say of an ended attempt, such as <see cref="RetryCause.Voicemail"/>; the outcome's when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops waiting; a call that is made goes on.</param>
    public async Task<RetriedDialout> DialWithRetriesAsync(
        DialoutRequest request, RetryPolicy? policy = null, Func<DialoutOutcome, RetryCause?>? judge = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rules = policy ?? _transport.RetryPolicy;
        var destination = request.PhoneNumber ?? request.SipUri ?? "";
        var attempts = Retry is { } before && before.Destination == destination ? before.Attempts : 0;
        RetriedDialout? last = null;
        while (true)
        {
            var start = await StartDialoutAsync(request, cancellationToken);
            if (!start.IsAccepted)
            {
                // A rule that only says "not now" puts a retry off; a first call it refuses, as any other.
                return last is { Start.SessionId: { } failed } && start.AllowedAt is { } allowed
                    ? last with { AgainAt = await _transport.RetryLaterAsync(new(failed, destination, attempts, allowed), cancellationToken) }
                    : new(start, last?.Outcome, attempts);
            }

            attempts++;
            var outcome = await OutcomeSource(start.SessionId).Task.UntilAsync(cancellationToken);
            last = new(start, outcome, attempts);
            if (rules.WaitAfter(attempts, CauseOf(outcome, judge), outcome.RetryAfter) is not { } wait)
            {
                return last;
            }

            if (wait > rules.LongestWaitInSession)
            {
                var later = new RetryLater(start.SessionId, destination, attempts, Time.GetUtcNow() + wait);
                return last with { AgainAt = await _transport.RetryLaterAsync(later, cancellationToken) };
            }

            await Task.Delay(wait, Time, cancellationToken);
        }
    }

    // Whoever declined has declined, whatever the agent makes of it; only that a machine answered is the agent's to say.
    private static RetryCause? CauseOf(DialoutOutcome outcome, Func<DialoutOutcome, RetryCause?>? judge)
    {
        if (judge is null)
        {
            return outcome.RetryCause;
        }

        var said = judge(outcome);
        return said is RetryCause.Voicemail && outcome.AnsweredAt is not null ? said : said is null ? null : outcome.RetryCause;
    }

    /// <summary>The number or address that a leg was dialled with; <see langword="null"/> for one that called in.</summary>
    internal string? DestinationOf(string legId)
    {
        lock (_gate)
        {
            return _destinations.GetValueOrDefault(legId);
        }
    }

    private void NoteDestination(string legId, DialoutRequest request)
    {
        lock (_gate)
        {
            _destinations[legId] = request.PhoneNumber ?? request.SipUri ?? "";
        }
    }

    private void NoteOutcome(AgentEvent occurred)
    {
        if (occurred is DialoutStopped { SessionId: { } stopped, Outcome: { } outcome })
        {
            OutcomeSource(stopped).TrySetResult(outcome);
        }
        else if (occurred is DialoutError { SessionId: { } failed, Outcome: { } failure })
        {
            OutcomeSource(failed).TrySetResult(failure);
        }
    }

    private void DropOutcomes()
    {
        TaskCompletionSource<DialoutOutcome>[] open;
        lock (_gate)
        {
            open = [.. _outcomes.Values];
        }

        Array.ForEach(open, source => source.TrySetCanceled());
    }

    private TaskCompletionSource<DialoutOutcome> OutcomeSource(string legId)
    {
        lock (_gate)
        {
            if (!_outcomes.TryGetValue(legId, out var source))
            {
                _outcomes[legId] = source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return source;
        }
    }
}
