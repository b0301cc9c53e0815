using System.Text.Json.Serialization;

namespace Parley.Client.Models;

/// <summary>Somebody who is not to be called.</summary>
public sealed record DoNotCallEntry
{
    /// <summary>E.164.</summary>
    public required string Number { get; init; }

    /// <summary>Who put it there: <c>api</c>, <c>agent</c>, <c>import</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The session in which it was asked for, if it was.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A page of the do-not-call list, by number.</summary>
public sealed record DoNotCallPage
{
    /// <summary>How many there are, this page and all others.</summary>
    [JsonPropertyName("total_count")]
    public required int TotalCount { get; init; }

    /// <summary>This page.</summary>
    public required IReadOnlyList<DoNotCallEntry> Data { get; init; }
}

internal sealed record DoNotCallWish(IReadOnlyList<string> Numbers, string? Reason);

internal sealed record DoNotCallAdded(int Added);
