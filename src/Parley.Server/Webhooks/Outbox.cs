using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Webhooks;

/// <summary>
/// Where state changes and the events that tell of them are written in one transaction, so that neither is without the other; <see cref="WebhookPump"/> sends them. Without
/// webhooks nothing but the change is written.
/// </summary>
internal sealed class Outbox(Database database, WebhookStore webhooks, IdentityStore identities, IIdSource ids, TimeProvider time)
{
    private const string Version = "1.0.0";

    /// <summary>Rung after events were written.</summary>
    public event Action? Written;

    /// <summary>Writes events that tell of no change in the database.</summary>
    public Task WriteAsync(Func<IEnumerable<WebhookEvent>> told, CancellationToken cancellationToken)
        => webhooks.IsSurelyEmpty ? Task.CompletedTask : ChangeAsync(_ => Task.FromResult(true), told, cancellationToken);

    /// <summary>Makes a change and writes the events that tell of it, both or neither.</summary>
    /// <param name="change">The change; says whether there was one. When not, nothing is told.</param>
    /// <param name="told">The events.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the change says.</returns>
    public Task<bool> ChangeAsync(Func<ParleyDbContext, Task<bool>> change, Func<IEnumerable<WebhookEvent>> told, CancellationToken cancellationToken)
        => ChangeAsync(change, _ => Task.FromResult(told()), cancellationToken);

    /// <summary>The same, with events that are made of what the database says.</summary>
    public async Task<bool> ChangeAsync(
        Func<ParleyDbContext, Task<bool>> change, Func<ParleyDbContext, Task<IEnumerable<WebhookEvent>>> told, CancellationToken cancellationToken)
    {
        if (webhooks.IsSurelyEmpty)
        {
            return await database.TransactAsync(change, cancellationToken);
        }

        var domain = (await identities.GetAsync(cancellationToken)).DomainId;   // Before, since one that is made needs its own turn to write.
        var (changed, wrote) = await database.TransactAsync(
            async db =>
            {
                if (!await change(db))
                {
                    return (false, false);
                }

                var any = false;
                if (await webhooks.KnownAsync(db, cancellationToken) is { Count: > 0 } known)
                {
                    foreach (var one in await told(db))
                    {
                        any |= await AddAsync(db, one, known, domain, cancellationToken);
                    }
                }

                return (true, any);
            },
            cancellationToken);
        if (wrote)
        {
            Written?.Invoke();
        }

        return changed;
    }

    private async Task<bool> AddAsync(ParleyDbContext db, WebhookEvent told, IReadOnlyList<Webhook> known, Guid domain, CancellationToken cancellationToken)
    {
        var wanting = known.Where(w => w.Wants(told.Type)).ToList();
        if (wanting.Count == 0)
        {
            return false;
        }

        var (id, now) = (ids.NewId(), time.GetUtcNow());
        var at = told.At ?? now;
        db.Add(new OutboxEvent
        {
            Id = id,
            Type = told.Type,
            Stream = told.Room,
            Body = Envelope(id, told, at, domain, await CallerIdAsync(db, told, cancellationToken)),
            OccurredAt = at,
        });
        foreach (var webhook in wanting)
        {
            db.Add(new WebhookDelivery { WebhookId = webhook.Id, EventId = id, Type = told.Type, Stream = told.Room, CreatedAt = now, NextAttemptAt = now });
        }

        await db.SaveChangesAsync(cancellationToken);   // One after the other, so that their numbers are in their order.
        return true;
    }

    /// <summary>The id of the number that was shown, which is what callers name it by.</summary>
    private static async Task<Guid?> CallerIdAsync(ParleyDbContext db, WebhookEvent told, CancellationToken cancellationToken)
    {
        var origin = told.Payload["origin"]?.GetValue<string>();
        return origin is null ? null : await db.Numbers.Where(n => n.Number == origin).Select(n => (Guid?)n.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private static string Envelope(Guid id, WebhookEvent told, DateTimeOffset at, Guid domain, Guid? callerId)
    {
        var payload = new JsonObject { ["domain_id"] = domain.ToString(), ["room"] = told.Room, ["timestamp"] = at.ToUnixTimeSeconds() };
        foreach (var (name, value) in told.Payload)
        {
            payload[name] = value?.DeepClone();
        }

        if (callerId is { } known)
        {
            payload["caller_id"] = known.ToString();
        }

        if (told.Type is WebhookEventTypes.ParticipantLeft && payload["joined_at"] is { } joined)
        {
            payload["duration"] = WebhookEvent.Seconds(at) - joined.GetValue<decimal>();
        }

        return new JsonObject
        {
            ["version"] = Version,
            ["type"] = told.Type,
            ["id"] = id.ToString(),
            ["payload"] = payload,
            ["event_ts"] = WebhookEvent.Seconds(at),
        }.ToJsonString();
    }
}
