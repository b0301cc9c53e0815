using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>Which lines to show.</summary>
internal sealed record LogQuery(string Agent, int Limit, int Offset)
{
    public Guid? Session { get; init; }

    public Guid? Deployment { get; init; }

    /// <summary>A part of the text, whatever its case.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the oldest come first.</summary>
    public bool Ascending { get; init; }
}

/// <summary>A page of lines, and how many there are in all.</summary>
internal sealed record LogPage(int Total, IReadOnlyList<SessionLogLine> Lines);

/// <summary>The sessions' logs.</summary>
internal sealed class SessionLogStore(Database database)
{
    /// <summary>Writes lines.</summary>
    public Task AddAsync(IReadOnlyList<SessionLogLine> lines, CancellationToken cancellationToken)
        => database.WriteAsync(
            db =>
            {
                db.AddRange(lines);
                return db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Throws away what is older.</summary>
    /// <returns>How many lines that were.</returns>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
        => database.WriteAsync(db => db.SessionLogs.Where(l => l.At < before).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>A page of an agent's lines.</summary>
    public Task<LogPage> ListAsync(LogQuery query, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db =>
            {
                var matching = db.SessionLogs.Where(l => l.Agent == query.Agent);
                matching = query.Session is { } session ? matching.Where(l => l.SessionId == session) : matching;
                matching = query.Deployment is { } deployment ? matching.Where(l => l.DeploymentId == deployment) : matching;
                matching = query.From is { } from ? matching.Where(l => l.At >= from) : matching;
                matching = query.Until is { } until ? matching.Where(l => l.At <= until) : matching;
#pragma warning disable CA1304, CA1311, CA1862 // These become lower() of the database.
                matching = query.Text?.ToLowerInvariant() is { } text ? matching.Where(l => l.Text.ToLower().Contains(text)) : matching;
#pragma warning restore CA1304, CA1311, CA1862
                var ordered = query.Ascending ? matching.OrderBy(l => l.At).ThenBy(l => l.Id) : matching.OrderByDescending(l => l.At).ThenByDescending(l => l.Id);
                var page = await ordered.Skip(query.Offset).Take(query.Limit).ToListAsync(cancellationToken);
                return new LogPage(await matching.CountAsync(cancellationToken), page);
            },
            cancellationToken);
}
