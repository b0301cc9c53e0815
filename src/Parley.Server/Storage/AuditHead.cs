namespace Parley.Server.Storage;

/// <summary>The two ends of the audit log's chain. Whoever writes to the log holds this row first, so that there is one writer at a time.</summary>
internal sealed class AuditHead
{
    public const int TheOnlyRow = 1;

    /// <summary>What the first entry of all is chained to.</summary>
    public static string NoHash { get; } = new('0', 64);

    public int Id { get; init; } = TheOnlyRow;

    /// <summary>The latest entry's number; 0 before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>Its hash.</summary>
    public string Hash { get; set; } = NoHash;

    /// <summary>The number of the last entry that was purged; the chain begins behind it.</summary>
    public long AnchorSequence { get; set; }

    /// <summary>Its hash.</summary>
    public string AnchorHash { get; set; } = NoHash;

    /// <summary>Both ends signed with the key of <c>Parley:Audit:Key</c>; absent without one.</summary>
    public string? Signature { get; set; }
}
