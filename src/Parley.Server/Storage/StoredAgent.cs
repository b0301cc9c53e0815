namespace Parley.Server.Storage;

/// <summary>What is remembered of an agent of the host: since when it is known, what was changed over the API, whether it was deleted.</summary>
internal sealed class StoredAgent
{
    /// <summary>The name under which the host adds it.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted: it takes no new sessions.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>How many are to be kept warm, as asked for over the API.</summary>
    public int? MinAgents { get; set; }

    /// <summary>How many sessions may run at a time, when that was changed over the API.</summary>
    public int? MaxAgents { get; set; }

    /// <summary>How long a session may last, in seconds, when that was changed over the API.</summary>
    public int? MaxSessionSeconds { get; set; }

    /// <summary>The set of secrets, when that was changed over the API.</summary>
    public string? SecretSet { get; set; }

    /// <summary>Who may start it over a WebSocket, when that was changed over the API.</summary>
    public string? WebSocketAuth { get; set; }
}
