namespace Parley.Server.Storage;

/// <summary>Somebody who is not to be called.</summary>
internal sealed class DoNotCallEntry
{
    public const int MaxReasonLength = 500;

    /// <summary>E.164 with the plus sign.</summary>
    public required string Number { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it comes from: <c>api</c>, <c>import</c>, or <c>agent</c> for what was said in a call.</summary>
    public required string Source { get; init; }

    /// <summary>The session in which it was said.</summary>
    public Guid? SessionId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
