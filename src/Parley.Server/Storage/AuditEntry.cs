namespace Parley.Server.Storage;

/// <summary>Somebody changed something through the API.</summary>
internal sealed class AuditEntry
{
    /// <summary>In the order in which they were written.</summary>
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The key: its id, or what stands for one of the configuration.</summary>
    public required string KeyId { get; init; }

    public required string KeyName { get; init; }

    public required ApiKeyKind KeyKind { get; init; }

    public required string Method { get; init; }

    /// <summary>The route's template.</summary>
    public required string Route { get; init; }

    /// <summary>What the path named, such as <c>agent=outbound id=...</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }
}
