namespace Parley.Agents;

/// <summary>Who sees to it that somebody is called back.</summary>
public interface ICallbackScheduler
{
    /// <summary>Takes a callback on.</summary>
    /// <returns>When it will be; <see langword="null"/> when it cannot be taken on.</returns>
    Task<DateTimeOffset?> ScheduleAsync(CallbackRequest request, CancellationToken cancellationToken);
}

/// <summary>Somebody wants to be called again.</summary>
/// <param name="ParticipantId">The leg on which they said so.</param>
/// <param name="At">When.</param>
public sealed record CallbackRequest(string ParticipantId, DateTimeOffset At)
{
    /// <summary>What it is about, for whoever calls. Personal data.</summary>
    public string? Reason { get; init; }
}
