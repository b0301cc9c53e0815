namespace Parley.Server.Deployments;

/// <summary>What an agent runs with: of the configuration, and what was changed over the API.</summary>
/// <param name="MinAgents">How many are to be kept warm; agents of this process always are.</param>
/// <param name="MaxAgents">How many sessions may run at a time.</param>
/// <param name="MaxSessionDuration">How long a session may last, in whole seconds.</param>
/// <param name="SecretSet">The secrets that its sessions are given, if any.</param>
/// <param name="WebSocketAuth">Who may start it over a WebSocket: <see cref="Hosting.AgentOptions.TokenAuth"/> or <see cref="Hosting.AgentOptions.NoAuth"/>.</param>
internal sealed record AgentSettings(int MinAgents, int MaxAgents, TimeSpan MaxSessionDuration, string? SecretSet, string WebSocketAuth);

/// <summary>A wish to change settings; what is absent stays as it is.</summary>
internal sealed record AgentChange
{
    public int? MinAgents { get; init; }

    public int? MaxAgents { get; init; }

    public TimeSpan? MaxSessionDuration { get; init; }

    public string? SecretSet { get; init; }

    public string? WebSocketAuth { get; init; }

    /// <summary>Whether to make a new deployment even when nothing changes.</summary>
    public bool ForceRedeploy { get; init; }
}

/// <summary>A version of an agent's settings.</summary>
internal sealed record AgentDeployment(Guid Id, int Number, DateTimeOffset CreatedAt, AgentSettings Settings);

/// <summary>An agent as it stands now.</summary>
internal sealed record AgentState(string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, AgentDeployment Deployment)
{
    /// <summary>Whether it takes new sessions.</summary>
    public bool IsDeleted => DeletedAt is not null;
}
