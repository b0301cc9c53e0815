namespace Parley.Server.Storage;

/// <summary>What is written before an INVITE leaves.</summary>
internal sealed record NewAttempt(
    Guid Id, Guid? SessionId, DialoutDestination Destination, string DestinationValue, string? CallerNumber, string? Trunk)
{
    /// <summary>The room, when no session dialled.</summary>
    public string? RoomName { get; init; }

    /// <summary>The callee's number, to count by.</summary>
    public string? Callee { get; init; }

    /// <summary>The agent, to count by.</summary>
    public string? Agent { get; init; }
}
