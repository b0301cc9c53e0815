namespace Parley.Server.Hosting;

/// <summary>
/// How long what was is kept: <c>Parley:Retention</c>, as days.hours:minutes:seconds (<c>90.00:00:00</c>), a day or more. What is not set is kept for good. The purge
/// runs at the start and once a day; it never touches a session that runs.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>The shortest that can be set, so that nothing of a session that runs is ever old enough.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>Sessions and their dial-out attempts, from their end on.</summary>
    public TimeSpan? Sessions { get; set; }

    /// <summary>Transcripts: the text files beside the recordings.</summary>
    public TimeSpan? Transcripts { get; set; }

    /// <summary>Recordings of calls.</summary>
    public TimeSpan? Recordings { get; set; }

    /// <summary>Captures of calls, with their ladders.</summary>
    public TimeSpan? Captures { get; set; }

    /// <summary>The trail of changes made through the API.</summary>
    public TimeSpan? Audit { get; set; }

    /// <summary>The log of dial-outs that has a hash chain; what is left of it can still be checked.</summary>
    public TimeSpan? DialAudit { get; set; }

    /// <summary>What sessions have logged.</summary>
    public TimeSpan? Logs { get; set; }

    /// <summary>Rooms that were deleted or have expired, from then on. Their names are free at once, whatever is set here.</summary>
    public TimeSpan? Rooms { get; set; }

    /// <summary>For how long an <c>Idempotency-Key</c> is remembered. Default: 24 hours.</summary>
    public TimeSpan Idempotency { get; set; } = TimeSpan.FromHours(24);
}
