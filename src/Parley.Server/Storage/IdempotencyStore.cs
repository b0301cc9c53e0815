using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>Which request it is.</summary>
/// <param name="Scope">The API key that sent it.</param>
/// <param name="Route">Method and route, with what the path names.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>.</param>
internal sealed record IdempotentRequestId(string Scope, string Route, string Key);

/// <summary>What was answered.</summary>
internal sealed record KeptAnswer(int Status, string? ContentType, byte[] Body);

/// <summary>The requests that may come twice and are carried out once. Each is on disk before it is carried out.</summary>
internal sealed class IdempotencyStore(Database database, ISecretProtector secrets, IOptions<ParleyOptions> options, TimeProvider time)
{
    private const string Purpose = "idempotent answer";

    /// <summary>Writes a request down as in flight, unless it is known.</summary>
    /// <returns>What is known of it; <see langword="null"/> when it is new and is the caller's to carry out.</returns>
    public Task<IdempotentRequest?> BeginAsync(IdempotentRequestId id, byte[] bodyHash, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var (now, forgotten) = (time.GetUtcNow(), time.GetUtcNow() - options.Value.Retention.Idempotency);
                await Where(db, id).Where(r => r.CreatedAt <= forgotten).ExecuteDeleteAsync(cancellationToken);
                if (await FindAsync(db, id, cancellationToken) is { } known)
                {
                    return known;
                }

                db.Add(new IdempotentRequest { Scope = id.Scope, Route = id.Route, Key = id.Key, BodyHash = bodyHash, CreatedAt = now, State = IdempotencyState.InFlight });
                try
                {
                    await db.SaveChangesAsync(cancellationToken);
                    return null;
                }
                catch (DbUpdateException)   // Somebody was faster: the primary key lets one in.
                {
                    db.ChangeTracker.Clear();
                    if (await FindAsync(db, id, cancellationToken) is { } other)
                    {
                        return other;
                    }

                    throw;
                }
            },
            cancellationToken);

    /// <summary>Keeps the answer, for those who send the request again.</summary>
    public Task AnswerAsync(IdempotentRequestId id, KeptAnswer answer, CancellationToken cancellationToken)
    {
        int? status = answer.Status;
        var text = secrets.Protect(Purpose, Convert.ToBase64String(answer.Body));
        return database.WriteAsync(
            db => Where(db, id).ExecuteUpdateAsync(
                r => r.SetProperty(x => x.State, IdempotencyState.Answered)
                    .SetProperty(x => x.Status, status)
                    .SetProperty(x => x.ContentType, answer.ContentType)
                    .SetProperty(x => x.Answer, text),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>The answer that was kept; <see langword="null"/> when it cannot be read any more.</summary>
    public KeptAnswer? AnswerOf(IdempotentRequest request)
        => request is { Status: { } status, Answer: { } stored } && secrets.Unprotect(Purpose, stored) is { } text
            ? new(status, request.ContentType, Convert.FromBase64String(text))
            : null;

    /// <summary>Forgets a request that was not carried out: its key is free.</summary>
    public Task ReleaseAsync(IdempotentRequestId id, CancellationToken cancellationToken)
        => database.WriteAsync(db => Where(db, id).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>Notes that it is not known what became of a request. It is not carried out again before its key expires.</summary>
    public Task DoubtAsync(IdempotentRequestId id, CancellationToken cancellationToken)
        => database.WriteAsync(db => Where(db, id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, IdempotencyState.InDoubt), cancellationToken), cancellationToken);

    /// <summary>Marks what a crash left in flight. To be called before any request is taken.</summary>
    public Task<int> EndLostAsync(CancellationToken cancellationToken)
        => database.WriteAsync(
            db => db.IdempotentRequests.Where(r => r.State == IdempotencyState.InFlight)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, IdempotencyState.InDoubt), cancellationToken),
            cancellationToken);

    private static Task<IdempotentRequest?> FindAsync(ParleyDbContext db, IdempotentRequestId id, CancellationToken cancellationToken)
        => Where(db, id).AsNoTracking().FirstOrDefaultAsync(cancellationToken);

    private static IQueryable<IdempotentRequest> Where(ParleyDbContext db, IdempotentRequestId id)
        => db.IdempotentRequests.Where(r => r.Scope == id.Scope && r.Route == id.Route && r.Key == id.Key);
}
