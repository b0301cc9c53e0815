using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;

namespace Parley.Server.Storage;

/// <summary>The calls that are to be tried again. Each is started once at most, whatever breaks.</summary>
internal sealed class RetryStore(Database database, TimeProvider time)
{
    private const string Lost = "the server stopped while it was starting it; whether the callee was called is not known, so it is not tried again";

    /// <summary>Writes one down, unless its attempt is to be tried again already.</summary>
    /// <returns>When it is due.</returns>
    public Task<DateTimeOffset> AddAsync(DialoutRetry retry, CancellationToken cancellationToken) => database.TransactAsync(
        async db =>
        {
            await AuditChain.HoldAsync(db, cancellationToken);
            if (await db.Retries.AsNoTracking().FirstOrDefaultAsync(r => r.AttemptId == retry.AttemptId, cancellationToken) is { } known)
            {
                return known.Due;
            }

            db.Add(retry);
            await db.SaveChangesAsync(cancellationToken);
            return retry.Due;
        },
        cancellationToken);

    /// <summary>When the next one is due.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => database.ReadAsync(
        db => db.Retries.Where(r => r.State == RetryState.Waiting).OrderBy(r => r.Due).Select(r => (DateTimeOffset?)r.Due).FirstOrDefaultAsync(cancellationToken), cancellationToken);

    /// <summary>Those that are due, in the order in which they are.</summary>
    public Task<List<DialoutRetry>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.ReadAsync(
            db => db.Retries.Where(r => r.State == RetryState.Waiting && r.Due <= now).OrderBy(r => r.Due).ThenBy(r => r.Id).Take(limit).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Takes one to start it; only one server gets it, once.</summary>
    public Task<bool> TryClaimAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.WriteAsync(
            async db => await db.Retries.Where(r => r.Id == id && r.State == RetryState.Waiting)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RetryState.Claimed).SetProperty(x => x.ClaimedAt, now), cancellationToken) == 1,
            cancellationToken);
    }

    /// <summary>Says that it was started.</summary>
    public Task StartedAsync(Guid id, Guid session, CancellationToken cancellationToken)
    {
        Guid? started = session;
        return database.WriteAsync(
            db => db.Retries.Where(r => r.Id == id)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RetryState.Started).SetProperty(x => x.StartedSessionId, started).SetProperty(x => x.Start, "{}"), cancellationToken),
            cancellationToken);
    }

    /// <summary>Puts it off; nothing was started for it.</summary>
    public Task PostponeAsync(Guid id, DateTimeOffset due, CancellationToken cancellationToken) => database.WriteAsync(
        db => db.Retries.Where(r => r.Id == id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RetryState.Waiting).SetProperty(x => x.Due, due), cancellationToken), cancellationToken);

    /// <summary>Gives it up. What was kept to start it goes.</summary>
    public Task GiveUpAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        string? why = reason;
        return database.WriteAsync(
            db => db.Retries.Where(r => r.Id == id)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RetryState.GivenUp).SetProperty(x => x.Reason, why).SetProperty(x => x.Start, "{}"), cancellationToken),
            cancellationToken);
    }

    /// <summary>Gives up those that a server died over. To be called before any is started.</summary>
    public Task<int> EndLostAsync(CancellationToken cancellationToken)
    {
        string? why = Lost;
        return database.WriteAsync(
            db => db.Retries.Where(r => r.State == RetryState.Claimed)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RetryState.GivenUp).SetProperty(x => x.Reason, why).SetProperty(x => x.Start, "{}"), cancellationToken),
            cancellationToken);
    }
}
