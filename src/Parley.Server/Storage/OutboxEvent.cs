namespace Parley.Server.Storage;

/// <summary>Something that happened and is told to webhooks. Written in the transaction that made it true.</summary>
internal sealed class OutboxEvent
{
    /// <summary>The id in the envelope: the same however often it is sent.</summary>
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    /// <summary>What it is in order with: the room.</summary>
    public required string Stream { get; init; }

    /// <summary>The envelope as it is sent, byte for byte.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}
