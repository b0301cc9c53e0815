using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>A delivery that this server has taken in hand.</summary>
/// <param name="Delivery">The delivery as it was taken.</param>
/// <param name="Body">What is sent.</param>
internal sealed record ClaimedDelivery(WebhookDelivery Delivery, string Body);

/// <summary>What came of one try.</summary>
/// <param name="Status">HTTP status, if any came.</param>
/// <param name="Error">What was wrong; <see langword="null"/> when it was taken.</param>
internal sealed record DeliveryAttempt(int? Status, string? Error);

/// <summary>
/// What is to be told to webhooks. Of each webhook's streams only the first that is not done may be sent; whoever sends it claims it before, so that several servers may share
/// the work, and the claim of one that dies runs out.
/// </summary>
internal sealed class DeliveryStore(Database database, TimeProvider time)
{
    /// <summary>Takes some of those that are due.</summary>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(Guid webhook, int most, Guid server, TimeSpan claim, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + claim;
        var due = await database.ReadAsync(
            db => Heads(db, webhook)
                .Where(d => d.NextAttemptAt <= now || (d.ClaimedBy == null && (d.CreatedAt > now || d.LastAttemptAt > now)))   // The latter when the clock was set back: nobody waits until it has caught up.
                .OrderBy(d => d.Id).Take(most)
                .Join(db.OutboxEvents, d => d.EventId, e => e.Id, (d, e) => new { Delivery = d, e.Body }).ToListAsync(cancellationToken),
            cancellationToken);
        var claimed = new List<ClaimedDelivery>();
        foreach (var one in due)
        {
            var (id, seen, attempts) = (one.Delivery.Id, one.Delivery.NextAttemptAt, one.Delivery.Attempts + 1);
            DateTimeOffset? lastAttempt = now;
            Guid? owner = server;
            var isOurs = await database.WriteAsync(
                db => db.WebhookDeliveries.Where(d => d.Id == id && d.Status == DeliveryStatus.Pending && d.NextAttemptAt == seen && d.Attempts == attempts - 1)
                    .ExecuteUpdateAsync(
                        d => d.SetProperty(r => r.NextAttemptAt, until).SetProperty(r => r.ClaimedBy, owner)
                            .SetProperty(r => r.Attempts, attempts).SetProperty(r => r.LastAttemptAt, lastAttempt),
                        cancellationToken),
                cancellationToken) == 1;
            if (isOurs)
            {
                (one.Delivery.Attempts, one.Delivery.ClaimedBy) = (attempts, server);
                claimed.Add(new(one.Delivery, one.Body));
            }
        }

        return claimed;
    }

    /// <summary>When the next one of these webhooks is due, those in hand included; <see langword="null"/> when nothing waits.</summary>
    public Task<DateTimeOffset?> NextAsync(IReadOnlyList<Guid> webhooks, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db =>
            {
                DateTimeOffset? next = null;
                foreach (var webhook in webhooks)
                {
                    var first = await Heads(db, webhook).OrderBy(d => d.NextAttemptAt).Select(d => (DateTimeOffset?)d.NextAttemptAt).FirstOrDefaultAsync(cancellationToken);
                    next = next is null || first < next ? first ?? next : next;
                }

                return next;
            },
            cancellationToken);

    /// <summary>Writes down that it was taken.</summary>
    public Task SucceededAsync(ClaimedDelivery claimed, DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return EndAsync(
            claimed, DeliveryStatus.Delivered, attempt, now,
            async db =>
            {
                await WebhookStore.SucceededAsync(db, claimed.Delivery.WebhookId, now, cancellationToken);
                return false;
            },
            cancellationToken);
    }

    /// <summary>Writes down that it was not taken.</summary>
    /// <param name="claimed">The delivery.</param>
    /// <param name="attempt">What came of it.</param>
    /// <param name="again">When to try again; <see langword="null"/> when it is given up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this opened the webhook's circuit.</returns>
    public Task<bool> FailedAsync(ClaimedDelivery claimed, DeliveryAttempt attempt, DateTimeOffset? again, CancellationToken cancellationToken)
    {
        Func<ParleyDbContext, Task<bool>> count = db => WebhookStore.FailedAsync(db, claimed.Delivery.WebhookId, cancellationToken);
        return again is { } next
            ? ReleaseAsync(claimed, attempt, next, count, cancellationToken)
            : EndAsync(claimed, DeliveryStatus.Failed, attempt, time.GetUtcNow(), count, cancellationToken);
    }

    /// <summary>Gives it back untried, as when the server stops.</summary>
    public Task GiveBackAsync(ClaimedDelivery claimed, CancellationToken cancellationToken)
        => ReleaseAsync(claimed, new(null, "the server stopped meanwhile"), time.GetUtcNow(), _ => Task.FromResult(false), cancellationToken);

    /// <summary>Frees what a server that is gone had in hand. To be called at the start, where no other works on the database.</summary>
    public Task FreeAllAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            db => db.WebhookDeliveries.Where(d => d.ClaimedBy != null && d.Status == DeliveryStatus.Pending)
                .ExecuteUpdateAsync(d => d.SetProperty(r => r.ClaimedBy, (Guid?)null).SetProperty(r => r.NextAttemptAt, now), cancellationToken),
            cancellationToken);
    }

    /// <summary>Deletes what is older than this, and what belongs to no webhook any more.</summary>
    /// <returns>How many events were never taken.</returns>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                await db.WebhookDeliveries.Where(d => !db.Webhooks.Any(w => w.Id == d.WebhookId)).ExecuteDeleteAsync(cancellationToken);
                var never = await db.WebhookDeliveries.Where(d => d.Status == DeliveryStatus.Pending && d.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
                await db.WebhookDeliveries.Where(d => d.Status != DeliveryStatus.Pending && d.EndedAt < before).ExecuteDeleteAsync(cancellationToken);
                await db.OutboxEvents.Where(e => e.OccurredAt < before && !db.WebhookDeliveries.Any(d => d.EventId == e.Id)).ExecuteDeleteAsync(cancellationToken);
                return never;
            },
            cancellationToken);

    /// <summary>A page of what was told to a webhook, the newest first.</summary>
    public Task<(int Total, List<WebhookDelivery> Page)> ListAsync(Guid webhook, DeliveryStatus? status, long? before, int limit, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db =>
            {
                var matching = db.WebhookDeliveries.Where(d => d.WebhookId == webhook);
                matching = status is { } wanted ? matching.Where(d => d.Status == wanted) : matching;
                var total = await matching.CountAsync(cancellationToken);
                matching = before is { } last ? matching.Where(d => d.Id < last) : matching;
                return (total, await matching.OrderByDescending(d => d.Id).Take(limit).ToListAsync(cancellationToken));
            },
            cancellationToken);

    /// <summary>Has events told to a webhook again, in the order in which they happened.</summary>
    /// <returns>How many; fewer than there are when there are more than <paramref name="most"/>.</returns>
    public Task<int> ReplayAsync(Guid webhook, Func<IQueryable<OutboxEvent>, IQueryable<OutboxEvent>> which, Func<string, bool> wants, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            async db =>
            {
                var events = await which(db.OutboxEvents.AsNoTracking()).OrderBy(e => e.OccurredAt)
                    .ThenBy(e => db.WebhookDeliveries.Where(d => d.EventId == e.Id).Min(d => (long?)d.Id)).ThenBy(e => e.Id)   // Of one moment: as they were written.
                    .Select(e => new { e.Id, e.Type, e.Stream }).Take(most).ToListAsync(cancellationToken);
                foreach (var one in events.Where(e => wants(e.Type)))
                {
                    db.Add(new WebhookDelivery
                    {
                        WebhookId = webhook,
                        EventId = one.Id,
                        Type = one.Type,
                        Stream = one.Stream,
                        CreatedAt = now,
                        NextAttemptAt = now,
                        IsReplay = true,
                    });
                }

                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>The first of each stream that is not done: those behind it wait.</summary>
    private static IQueryable<WebhookDelivery> Heads(ParleyDbContext db, Guid webhook)
        => db.WebhookDeliveries.Where(d => d.WebhookId == webhook && d.Status == DeliveryStatus.Pending
            && !db.WebhookDeliveries.Any(e => e.WebhookId == webhook && e.Status == DeliveryStatus.Pending && e.Stream == d.Stream && e.Id < d.Id));

    private Task<bool> EndAsync(
        ClaimedDelivery claimed, DeliveryStatus status, DeliveryAttempt attempt, DateTimeOffset now, Func<ParleyDbContext, Task<bool>> note, CancellationToken cancellationToken)
    {
        DateTimeOffset? ended = now;
        return database.TransactAsync(
            async db => await Ours(db, claimed).ExecuteUpdateAsync(
                    d => d.SetProperty(r => r.Status, status).SetProperty(r => r.EndedAt, ended).SetProperty(r => r.ClaimedBy, (Guid?)null)
                        .SetProperty(r => r.ResponseStatus, attempt.Status).SetProperty(r => r.Error, attempt.Error),
                    cancellationToken) == 1
                && await note(db),
            cancellationToken);
    }

    private Task<bool> ReleaseAsync(
        ClaimedDelivery claimed, DeliveryAttempt attempt, DateTimeOffset next, Func<ParleyDbContext, Task<bool>> note, CancellationToken cancellationToken)
        => database.TransactAsync(
            async db => await Ours(db, claimed).ExecuteUpdateAsync(
                    d => d.SetProperty(r => r.NextAttemptAt, next).SetProperty(r => r.ClaimedBy, (Guid?)null)
                        .SetProperty(r => r.ResponseStatus, attempt.Status).SetProperty(r => r.Error, attempt.Error),
                    cancellationToken) == 1
                && await note(db),
            cancellationToken);

    // Only while the claim holds: whoever took it after the claim ran out has the say.
    private static IQueryable<WebhookDelivery> Ours(ParleyDbContext db, ClaimedDelivery claimed)
    {
        var (id, owner, attempts) = (claimed.Delivery.Id, claimed.Delivery.ClaimedBy, claimed.Delivery.Attempts);
        return db.WebhookDeliveries.Where(d => d.Id == id && d.ClaimedBy == owner && d.Attempts == attempts);
    }
}
