namespace Parley.Server.Storage;

/// <summary>A version of an agent's settings; sessions name the one that they were started under.</summary>
internal sealed class StoredDeployment
{
    public required Guid Id { get; init; }

    public required string Agent { get; init; }

    /// <summary>Counts the agent's deployments from 1.</summary>
    public required int Number { get; init; }

    public required int MinAgents { get; init; }

    public required int MaxAgents { get; init; }

    /// <summary>How long a session may last, in seconds.</summary>
    public required int MaxSessionSeconds { get; init; }

    public string? SecretSet { get; init; }

    /// <summary>Who may start it over a WebSocket; <see langword="null"/> in deployments of older servers.</summary>
    public string? WebSocketAuth { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
