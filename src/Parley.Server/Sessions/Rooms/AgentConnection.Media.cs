using Parley.Audio;
using Parley.Rooms;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The agent's ways to the sound of its room.</summary>
internal sealed partial class AgentConnection
{
    /// <inheritdoc/>
    public async Task<bool> HoldAsync(string participantId, bool hold, CancellationToken cancellationToken) =>
        Room.FindLeg(participantId) is { IsInRoom: true } leg && await leg.Leg.HoldAsync(hold, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetRecordingAsync(string participantId, bool isPaused, CancellationToken cancellationToken) =>
        Task.FromResult(Room.FindLeg(participantId) is { IsInRoom: true } leg && Room.PauseRecording(leg, isPaused));

    /// <inheritdoc/>
    public long? FirstPacketAfter(string participantId, long timestamp) => Room.FindLeg(participantId)?.Leg.FirstPacketAfter(timestamp);

    /// <inheritdoc/>
    public async Task<bool> BridgeAsync(string participantId, string otherId, CancellationToken cancellationToken)
    {
        if (Room.FindLeg(participantId) is not { IsInRoom: true } leg || Room.FindLeg(otherId) is not { IsInRoom: true } other || leg == other)
        {
            return false;
        }

        await leg.HearEveryoneAsync();
        await other.HearEveryoneAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable?> OpenLineAsync(IAudioPort port, string? participantId, CancellationToken cancellationToken)
    {
        if (participantId is not null && Room.FindLeg(participantId) is not { IsInRoom: true })
        {
            return null;
        }

        var line = new ParticipantOptions
        {
            Id = _factory.NewParticipantId(),
            PartyId = Id,
            UserId = Access.UserId,
            UserName = _agentName,
            IsOwner = Access.IsOwner,
            PrivateWith = participantId,
            CanReceive = Permissions.CanReceive,
            CanSend = Permissions.MaySpeak,
        };
        if (await Room.Media.JoinAsync(port, line) is not { } participant)
        {
            return null;
        }

        lock (_linesGate)
        {
            _lines.Add(participant);
        }

        return new Line(this, participant);
    }
}
