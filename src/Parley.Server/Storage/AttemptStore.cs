using Microsoft.EntityFrameworkCore;
using Parley.Agents;
using Parley.Server.Webhooks;

namespace Parley.Server.Storage;

/// <summary>
/// The dial-out attempts. Each is written before its INVITE leaves, so that none can be lost or made twice. What webhooks are told of one is written with what it tells of.
/// </summary>
internal sealed class AttemptStore(Database database, Outbox outbox, DialedTimes times, TimeProvider time)
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
    public Task MarkConnectedAsync(Guid id, CancellationToken cancellationToken) => MarkConnectedAsync(id, Nothing, cancellationToken);

    /// <summary>Notes the first provisional response, and what webhooks are told of it.</summary>
    public Task MarkConnectedAsync(Guid id, Func<IEnumerable<WebhookEvent>> told, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return outbox.ChangeAsync(
            async db => await db.Attempts.Where(a => a.Id == id && a.ConnectedAt == null && a.EndedAt == null).ExecuteUpdateAsync(
                a => a.SetProperty(r => r.ConnectedAt, now).SetProperty(r => r.Stage, DialoutStage.Connected), cancellationToken) == 1,
            told,
            cancellationToken);
    }

    /// <summary>Notes the answer.</summary>
    public Task MarkAnsweredAsync(Guid id, CancellationToken cancellationToken) => MarkAnsweredAsync(id, Nothing, cancellationToken);

    /// <summary>Notes the answer, and what webhooks are told of it.</summary>
    public Task MarkAnsweredAsync(Guid id, Func<IEnumerable<WebhookEvent>> told, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return outbox.ChangeAsync(
            async db => await db.Attempts.Where(a => a.Id == id && a.AnsweredAt == null && a.EndedAt == null).ExecuteUpdateAsync(
                a => a.SetProperty(r => r.AnsweredAt, now).SetProperty(r => r.Stage, DialoutStage.Answered), cancellationToken) == 1,
            told,
            cancellationToken);
    }

    /// <summary>Writes the outcome, unless one is written.</summary>
    public Task EndAsync(Guid id, DialoutOutcome outcome, CancellationToken cancellationToken) => EndAsync(id, outcome, Nothing, cancellationToken);

    /// <summary>Writes the outcome, unless one is written, and what webhooks are told of it.</summary>
    public Task EndAsync(Guid id, DialoutOutcome outcome, Func<IEnumerable<WebhookEvent>> told, CancellationToken cancellationToken)
        => outbox.ChangeAsync(
            async db =>
            {
                var attempt = await db.Attempts.FirstOrDefaultAsync(a => a.Id == id && a.EndedAt == null, cancellationToken);
                if (attempt is null)
                {
                    return false;
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
                return await db.SaveChangesAsync(cancellationToken) > 0;
            },
            told,
            cancellationToken);

    /// <summary>The attempts of a session, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<DialoutAttempt>> ListAsync(Guid sessionId, CancellationToken cancellationToken)
        => await database.ReadAsync(
            db => db.Attempts.Where(a => a.SessionId == sessionId).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>Marks what a crash left open as in doubt, and tells so. Nothing is dialled again. To be called before any session starts.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndLostAsync(CancellationToken cancellationToken)
    {
        var lost = await database.ReadAsync(
            db => db.Attempts.Where(a => a.EndedAt == null).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)
                .Select(a => new LostAttempt(a, a.RoomName ?? db.Sessions.Where(s => s.Id == a.SessionId).Select(s => s.RoomName).FirstOrDefault())).ToListAsync(cancellationToken),
            cancellationToken);
        DateTimeOffset? now = time.GetUtcNow();
        await outbox.ChangeAsync(
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
                    cancellationToken) > 0;
            },
            () => lost.SelectMany(TellOf),
            cancellationToken);
        return lost.Count;
    }

    private static IEnumerable<WebhookEvent> Nothing() => [];

    /// <summary>The one terminal event of an attempt whose end nobody saw.</summary>
    private static IEnumerable<WebhookEvent> TellOf(LostAttempt lost)
    {
        var (attempt, room) = lost;
        DialoutEvent end = attempt.AnsweredAt is null ? new DialoutError($"{attempt.Id}") { Message = LostText } : new DialoutStopped($"{attempt.Id}") { Message = LostText };
        return WebhookEvent.Of(room ?? $"{attempt.SessionId}", attempt.SessionId, end with
        {
            Destination = attempt.DestinationValue,
            CallerId = attempt.CallerNumber,
            Provider = attempt.Trunk,
        });
    }

    private sealed record LostAttempt(DialoutAttempt Attempt, string? Room);
}
