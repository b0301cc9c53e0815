namespace Parley.Server.Storage;

/// <summary>One entry of the audit log. It is never changed; the oldest go when their time is over.</summary>
internal sealed class AuditRecord
{
    /// <summary>Counts the entries from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, as canonical JSON: names sorted, no spaces.</summary>
    public required string Entry { get; init; }

    /// <summary>SHA-256 of the previous hash and the entry, in hexadecimal.</summary>
    public required string Hash { get; init; }
}
