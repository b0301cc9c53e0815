using Parley.Server.Sessions;

namespace Parley.Server.Storage;

/// <summary>A session as it is remembered. What the caller sent is not kept, only its hash and size.</summary>
internal sealed class SessionRecord
{
    public required Guid Id { get; init; }

    public required string Agent { get; init; }

    /// <summary>The deployment of the agent that it was started under; absent for those of earlier versions of the server.</summary>
    public Guid? DeploymentId { get; init; }

    public string? RoomName { get; init; }

    public string? RoomUrl { get; init; }

    /// <summary>SHA-256 of the body's bytes.</summary>
    public byte[]? BodyHash { get; init; }

    /// <summary>Size of the body in bytes.</summary>
    public int BodySize { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How long the agent took from the start to being in its room, in seconds.</summary>
    public double? BotStartSeconds { get; set; }

    public CompletionStatus? Completion { get; set; }

    public string? EndReason { get; set; }
}
