using Parley.Agents.Endpoints;

namespace Parley.Server.Sessions;

/// <summary>The way from HTTP to a running session: its agent's endpoints, once there are any.</summary>
internal sealed class SessionAccess
{
    private readonly TaskCompletionSource<SessionDoor?> _door = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The door, once the agent was made; <see langword="null"/> when the session ended before.</summary>
    public Task<SessionDoor?> Door => _door.Task;

    /// <summary>Tells those that wait where the door is.</summary>
    public void Open(SessionDoor door) => _door.TrySetResult(door);

    /// <summary>There will be none any more.</summary>
    public void Close() => _door.TrySetResult(null);
}
