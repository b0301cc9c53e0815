using Parley.Agents;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Who is not to be called again, and who is to be called again later.</summary>
internal sealed partial class AgentConnection
{
    /// <inheritdoc/>
    public RetryPolicy RetryPolicy => _factory.Dialing.RetryPolicy;

    /// <inheritdoc/>
    public async Task<bool> OptOutAsync(string participantId, string? reason, CancellationToken cancellationToken) =>
        (Room.FindLeg(participantId) ?? Room.FindEndedLeg(participantId)) is { } leg && await _factory.Dialing.OptOutAsync(leg.Leg, SessionId, reason, cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> RetryLaterAsync(RetryLater retry, CancellationToken cancellationToken) =>
        _factory.Dialing.RetryLaterAsync(retry, _command, _openedAt, cancellationToken);
}
