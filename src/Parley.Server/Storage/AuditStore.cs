using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>A page of the trail.</summary>
/// <param name="Total">How many entries there are.</param>
/// <param name="Entries">This page.</param>
internal sealed record AuditPage(int Total, IReadOnlyList<AuditEntry> Entries);

/// <summary>The trail of changes that came in through the API.</summary>
internal sealed class AuditStore(Database database)
{
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => database.AddAsync(entry, cancellationToken);

    /// <summary>A page, the newest first.</summary>
    public Task<AuditPage> ListAsync(int limit, int offset, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db => new AuditPage(
                await db.ApiAudit.CountAsync(cancellationToken),
                await db.ApiAudit.OrderByDescending(a => a.Id).Skip(offset).Take(limit).ToListAsync(cancellationToken)),
            cancellationToken);
}
