namespace Parley.Rooms;

/// <summary>Whom a participant may hear (<c>permissions.canReceive</c> of the room contract): a rule for everyone, and exceptions by participant or user.</summary>
public sealed record ReceivePermission
{
    /// <summary>Hears everyone: the default.</summary>
    public static ReceivePermission Everyone { get; } = new();

    /// <summary>Hears no one.</summary>
    public static ReceivePermission None { get; } = new() { Base = false };

    /// <summary>Whether those without an exception are heard.</summary>
    public bool Base { get; init; } = true;

    /// <summary>Exceptions by user id.</summary>
    public IReadOnlyDictionary<string, bool> ByUserId { get; init; } = new Dictionary<string, bool>();

    /// <summary>Exceptions by participant id; they win over those by user id.</summary>
    public IReadOnlyDictionary<string, bool> ByParticipantId { get; init; } = new Dictionary<string, bool>();

    /// <summary>Whether the speaker is heard.</summary>
    public bool Allows(string participantId, string? userId) =>
        ByParticipantId.TryGetValue(participantId, out var byParticipant) ? byParticipant
        : userId is not null && ByUserId.TryGetValue(userId, out var byUser) ? byUser
        : Base;
}
