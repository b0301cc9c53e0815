namespace Parley.Server.Hosting;

/// <summary>The audit log: <c>Parley:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The shortest key, in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>
    /// What the ends of the log are signed with, so that who can write to the database but does not know the key cannot cut the log unseen. Keep it out of the
    /// database's machine. Default: none; the ends are not signed.
    /// </summary>
    public string? Key { get; set; }
}
