using Microsoft.EntityFrameworkCore;
using Parley.Server.Webhooks;

namespace Parley.Server.Storage;

/// <summary>The webhooks. Where no other server works on the database they are read once, so that a call without webhooks costs nothing.</summary>
internal sealed class WebhookStore(Database database, StorageProvider provider, TimeProvider time)
{
    private volatile IReadOnlyList<Webhook>? _known;
    private int _version;

    /// <summary>Whether other servers may work on the same database.</summary>
    public bool IsShared => !provider.SingleWriter;

    /// <summary>Whether it is known, without a look into the database, that there is none.</summary>
    public bool IsSurelyEmpty => !IsShared && _known is { Count: 0 };

    /// <summary>All of them, the oldest first.</summary>
    public Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken)
        => database.ReadAsync(db => ReadAndKeepAsync(db, cancellationToken), cancellationToken);

    /// <summary>All of them as they are at this point of a transaction.</summary>
    public async ValueTask<IReadOnlyList<Webhook>> KnownAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        return !IsShared && _known is { } known ? known : await ReadAndKeepAsync(db, cancellationToken);
    }

    public Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.Webhooks.FirstOrDefaultAsync(w => w.Id == id, cancellationToken), cancellationToken);

    /// <summary>Adds one, unless there are so many already.</summary>
    public Task<bool> AddAsync(Webhook webhook, int most, CancellationToken cancellationToken)
        => ChangeAsync(
            async db =>
            {
                if (await db.Webhooks.CountAsync(cancellationToken) >= most)
                {
                    return false;
                }

                db.Add(webhook);
                return await db.SaveChangesAsync(cancellationToken) == 1;
            },
            cancellationToken);

    /// <summary>Changes one and makes it active again: what waits for it is due at once.</summary>
    public async Task<Webhook?> UpdateAsync(Guid id, Action<Webhook> change, CancellationToken cancellationToken)
    {
        Webhook? changed = null;
        var now = time.GetUtcNow();
        await ChangeAsync(
            async db =>
            {
                changed = await db.Webhooks.FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
                if (changed is null)
                {
                    return false;
                }

                change(changed);
                (changed.State, changed.FailedCount, changed.UpdatedAt) = (WebhookState.Active, 0, now);
                await db.SaveChangesAsync(cancellationToken);
                await db.WebhookDeliveries.Where(d => d.WebhookId == id && d.Status == DeliveryStatus.Pending && d.ClaimedBy == null)
                    .ExecuteUpdateAsync(d => d.SetProperty(r => r.NextAttemptAt, now), cancellationToken);
                return true;
            },
            cancellationToken);
        return changed;
    }

    /// <summary>Removes one with everything that waits for it.</summary>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
        => ChangeAsync(
            async db =>
            {
                var deleted = await db.Webhooks.Where(w => w.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
                await db.WebhookDeliveries.Where(d => d.WebhookId == id).ExecuteDeleteAsync(cancellationToken);
                return deleted;
            },
            cancellationToken);

    /// <summary>Notes that one took an event.</summary>
    public static Task SucceededAsync(ParleyDbContext db, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? pushed = now;
        return db.Webhooks.Where(w => w.Id == id).ExecuteUpdateAsync(w => w.SetProperty(r => r.FailedCount, 0).SetProperty(r => r.LastMomentPushed, pushed), cancellationToken);
    }

    /// <summary>Notes that one did not take an event.</summary>
    /// <returns>Whether this opened its circuit.</returns>
    public static async Task<bool> FailedAsync(ParleyDbContext db, Guid id, CancellationToken cancellationToken)
    {
        await db.Webhooks.Where(w => w.Id == id).ExecuteUpdateAsync(w => w.SetProperty(r => r.FailedCount, r => r.FailedCount + 1), cancellationToken);
        return await db.Webhooks
            .Where(w => w.Id == id && w.State == WebhookState.Active && w.Retry == WebhookRetry.CircuitBreaker && w.FailedCount >= WebhookRetries.FailuresThatOpen)
            .ExecuteUpdateAsync(w => w.SetProperty(r => r.State, WebhookState.Failed), cancellationToken) == 1;
    }

    private async Task<bool> ChangeAsync(Func<ParleyDbContext, Task<bool>> change, CancellationToken cancellationToken)
    {
        Forget();
        try
        {
            return await database.WriteAsync(change, cancellationToken);
        }
        finally
        {
            Forget();   // Also what was read in between.
        }
    }

    private void Forget()
    {
        Interlocked.Increment(ref _version);
        _known = null;
    }

    private async Task<IReadOnlyList<Webhook>> ReadAndKeepAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        var version = Volatile.Read(ref _version);
        var read = await db.Webhooks.AsNoTracking().OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        if (version == Volatile.Read(ref _version))
        {
            _known = read;   // Nothing was changed while it was read.
        }

        return read;
    }
}
