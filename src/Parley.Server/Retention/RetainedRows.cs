using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Retention;

/// <summary>Sessions that have ended, with their attempts.</summary>
internal sealed class RetainedSessions(Database database) : IRetained
{
    public string Name => "sessions";

    public TimeSpan? Keep(RetentionOptions options) => options.Sessions;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => database.WriteAsync(
            db => db.Sessions.Where(s => s.EndedAt != null && s.EndedAt < before).OrderBy(s => s.EndedAt).Take(most).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}

/// <summary>The trail of changes.</summary>
internal sealed class RetainedAudit(Database database) : IRetained
{
    public string Name => "entries of the trail of changes";

    public TimeSpan? Keep(RetentionOptions options) => options.Audit;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => database.WriteAsync(db => db.ApiAudit.Where(a => a.At < before).OrderBy(a => a.At).Take(most).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}

/// <summary>The audit log of dial-outs. From its front only, so that the rest can still be checked.</summary>
internal sealed class RetainedDialAudit(AuditLog log) : IRetained
{
    public string Name => "entries of the audit log of dial-outs";

    public TimeSpan? Keep(RetentionOptions options) => options.DialAudit;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => log.PurgeAsync(before, most, cancellationToken);
}

/// <summary>What sessions have logged.</summary>
internal sealed class RetainedLogs(Database database) : IRetained
{
    public string Name => "lines of sessions' logs";

    public TimeSpan? Keep(RetentionOptions options) => options.Logs;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => database.WriteAsync(db => db.SessionLogs.Where(l => l.At < before).OrderBy(l => l.At).Take(most).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}

/// <summary>Rooms that are gone.</summary>
internal sealed class RetainedRooms(Database database) : IRetained
{
    public string Name => "rooms";

    public TimeSpan? Keep(RetentionOptions options) => options.Rooms;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => database.WriteAsync(
            db => db.Rooms.Where(r => (r.DeletedAt != null && r.DeletedAt < before) || (r.ExpiresAt != null && r.ExpiresAt < before))
                .OrderBy(r => r.Number).Take(most).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
}

/// <summary>Requests with an <c>Idempotency-Key</c>, but none that is being carried out.</summary>
internal sealed class RetainedRequests(Database database) : IRetained
{
    public string Name => "idempotency keys";

    public TimeSpan? Keep(RetentionOptions options) => options.Idempotency;

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => database.WriteAsync(
            db => db.IdempotentRequests.Where(r => r.CreatedAt < before && r.State != IdempotencyState.InFlight)
                .OrderBy(r => r.CreatedAt).Take(most).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
}
