using Microsoft.EntityFrameworkCore;
using Parley.Agents;

namespace Parley.Server.Storage;

/// <summary>The dial-out attempts. Each is written before its INVITE leaves, so that none can be lost or made twice.</summary>
internal sealed class AttemptStore(Database database, DialedTimes times, TimeProvider time)
{
    private const string LostText = "server stopped unexpectedly; whether and how the call ended is not known";

    /// <summary>Writes an attempt down. When this returns it is on disk, and the INVITE may leave.</summary>
    public Task AddAsync(NewAttempt attempt, CancellationToken cancellationToken)
        => database.AddAsync(
            RowOf(attempt, time.GetUtcNow()),
            cancellationToken);

    /// <summary>The row of an attempt that is about to be made.</summary>
    public static DialoutAttempt RowOf(NewAttempt attempt, DateTimeOffset now) => new()
    {
        Id = attempt.Id,
        SessionId = attempt.SessionId,
        RoomName = attempt.RoomName,
        Destination = attempt.Destination,
        DestinationValue = attempt.DestinationValue,
        CallerNumber = attempt.CallerNumber,
        Trunk = attempt.Trunk,
        Callee = attempt.Callee,
        Agent = attempt.Agent,
        CreatedAt = now,
    };

    /// <summary>Notes the first provisional response.</summary>
    public Task MarkConnectedAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.WriteAsync(
            db => db.Attempts.Where(a => a.Id == id && a.ConnectedAt == null && a.EndedAt == null).ExecuteUpdateAsync(
                a => a.SetProperty(r => r.ConnectedAt, now).SetProperty(r => r.Stage, DialoutStage.Connected), cancellationToken),
            cancellationToken);
    }

    /// <summary>Notes the answer.</summary>
    public Task MarkAnsweredAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.WriteAsync(
            db => db.Attempts.Where(a => a.Id == id && a.AnsweredAt == null && a.EndedAt == null).ExecuteUpdateAsync(
                a => a.SetProperty(r => r.AnsweredAt, now).SetProperty(r => r.Stage, DialoutStage.Answered), cancellationToken),
            cancellationToken);
    }

    /// <summary>Writes the outcome, unless one is written.</summary>
    public Task EndAsync(Guid id, DialoutOutcome outcome, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var attempt = await db.Attempts.FirstOrDefaultAsync(a => a.Id == id && a.EndedAt == null, cancellationToken);
                if (attempt is null)
                {
                    return 0;
                }

                attempt.ConnectedAt = outcome.ConnectedAt;
                attempt.RangAt = outcome.RangAt;
                attempt.AnsweredAt = outcome.AnsweredAt;
                attempt.EndedAt = outcome.EndedAt;
                attempt.Stage = outcome.Stage;
                attempt.SipStatus = outcome.SipStatus;
                attempt.Q850Cause = outcome.Q850Cause;
                attempt.Rang = outcome.Rang;
                attempt.Media = outcome.MediaFlowed;
                attempt.HungUpBy = outcome.EndedBy;
                attempt.Retryable = outcome.IsRetryable;
                attempt.Error = outcome.Error;
                attempt.Quality = outcome.Quality;
                await times.AddAsync(db, attempt, cancellationToken);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>The attempts of a session, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<DialoutAttempt>> ListAsync(Guid sessionId, CancellationToken cancellationToken)
        => await database.ReadAsync(
            db => db.Attempts.Where(a => a.SessionId == sessionId).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>Marks what a crash left open as in doubt. Nothing is dialled again. To be called before any session starts.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndLostAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.WriteAsync(
            async db =>
            {
                foreach (var talking in await db.Attempts.AsNoTracking().Where(a => a.EndedAt == null && a.AnsweredAt != null).ToListAsync(cancellationToken))
                {
                    await times.AddLostAsync(db, talking, cancellationToken);
                }

                return await db.Attempts.Where(a => a.EndedAt == null).ExecuteUpdateAsync(
                    a => a.SetProperty(r => r.EndedAt, now)
                        .SetProperty(r => r.InDoubt, true)
                        .SetProperty(r => r.Retryable, false)
                        .SetProperty(r => r.Error, LostText),
                    cancellationToken);
            },
            cancellationToken);
    }
}
