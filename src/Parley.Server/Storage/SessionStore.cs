using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Sessions;

namespace Parley.Server.Storage;

/// <summary>The sessions that run and those that ran.</summary>
internal sealed class SessionStore(Database database, TimeProvider time)
{
    /// <summary>Writes a session down as it begins.</summary>
    public Task AddAsync(NewSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.AddAsync(
            new SessionRecord
            {
                Id = session.Id,
                Agent = session.Agent,
                DeploymentId = session.DeploymentId,
                RoomName = session.RoomName,
                RoomUrl = session.RoomUrl,
                BodyHash = SHA256.HashData(session.Body.Span),
                BodySize = session.Body.Length,
                CreatedAt = now,
                UpdatedAt = now,
            },
            cancellationToken);
    }

    /// <summary>Notes how long the agent took from the start to being in its room.</summary>
    public Task MarkReadyAsync(Guid id, TimeSpan startedIn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        double? seconds = startedIn.TotalSeconds;
        return database.WriteAsync(
            db => db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(
                s => s.SetProperty(r => r.BotStartSeconds, seconds).SetProperty(r => r.UpdatedAt, now), cancellationToken),
            cancellationToken);
    }

    /// <summary>Writes the end, unless one is written.</summary>
    public Task EndAsync(Guid id, SessionEnd end, CancellationToken cancellationToken)
        => EndAsync(sessions => sessions.Where(s => s.Id == id), end, cancellationToken);

    /// <summary>Ends what a crash left open. To be called before any session starts.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndLostAsync(CancellationToken cancellationToken)
        => EndAsync(sessions => sessions, SessionEnd.ServerLost, cancellationToken);

    /// <summary>One session of an agent, or <see langword="null"/>.</summary>
    public Task<SessionRecord?> FindAsync(string agent, Guid id, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.Sessions.FirstOrDefaultAsync(s => s.Id == id && s.Agent == agent, cancellationToken), cancellationToken);

    /// <summary>A page of an agent's sessions, the newest first, and how many there are in all.</summary>
    public Task<SessionPage> ListAsync(string agent, SessionQuery query, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db =>
            {
                var matching = db.Sessions.Where(s => s.Agent == agent);
                matching = query.Ended switch
                {
                    true => matching.Where(s => s.EndedAt != null),
                    false => matching.Where(s => s.EndedAt == null),
                    null => matching,
                };
                matching = query.CreatedFrom is { } from ? matching.Where(s => s.CreatedAt >= from) : matching;
                matching = query.CreatedUntil is { } until ? matching.Where(s => s.CreatedAt <= until) : matching;

                matching = query.Deployment is { } deployment ? matching.Where(s => s.DeploymentId == deployment) : matching;
                matching = query.StartSecondsFrom is { } least ? matching.Where(s => s.BotStartSeconds >= least) : matching;
                matching = query.StartSecondsUntil is { } most ? matching.Where(s => s.BotStartSeconds <= most) : matching;

                var page = matching.OrderByDescending(s => s.CreatedAt).ThenBy(s => s.Id).Skip(query.Offset).Take(query.Limit);
                return new SessionPage(await matching.CountAsync(cancellationToken), await page.ToListAsync(cancellationToken));
            },
            cancellationToken);

    private Task<int> EndAsync(
        Func<IQueryable<SessionRecord>, IQueryable<SessionRecord>> which, SessionEnd end, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? ended = now;
        CompletionStatus? status = end.Status;
        return database.WriteAsync(
            db => which(db.Sessions.Where(s => s.EndedAt == null)).ExecuteUpdateAsync(
                s => s.SetProperty(r => r.EndedAt, ended)
                    .SetProperty(r => r.UpdatedAt, now)
                    .SetProperty(r => r.Completion, status)
                    .SetProperty(r => r.EndReason, end.Reason),
                cancellationToken),
            cancellationToken);
    }
}
