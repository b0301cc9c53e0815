namespace Parley.Server.Storage;

/// <summary>What is written when a session begins.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="RoomName">The room made for it, if any.</param>
/// <param name="RoomUrl">The room's address, if any.</param>
/// <param name="Body">The caller's data; only hash and size are kept.</param>
internal sealed record NewSession(Guid Id, string Agent, string? RoomName, string? RoomUrl, ReadOnlyMemory<byte> Body)
{
    /// <summary>The deployment of the agent that it runs.</summary>
    public Guid? DeploymentId { get; init; }
}
