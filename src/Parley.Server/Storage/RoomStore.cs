using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The rooms that there are and those that were.</summary>
internal sealed class RoomStore(Database database, TimeProvider time)
{
    /// <summary>Writes a new room down.</summary>
    /// <returns><see langword="false"/> when there is one of that name.</returns>
    public Task<bool> AddAsync(RoomRecord room, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var namesake = await db.Rooms.FirstOrDefaultAsync(r => r.Name == room.Name && r.DeletedAt == null, cancellationToken);
                if (namesake is not null)
                {
                    if (namesake.IsThere(time.GetUtcNow()))
                    {
                        return false;
                    }

                    namesake.DeletedAt = namesake.ExpiresAt;   // It expired; the name is free.
                    await db.SaveChangesAsync(cancellationToken);
                }

                db.Add(room);
                try
                {
                    await db.SaveChangesAsync(cancellationToken);
                    return true;
                }
                catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
                {
                    // Another machine was quicker: the index says so. Anything else is still an error.
                    if (await db.Rooms.AsNoTracking().AnyAsync(r => r.Name == room.Name && r.DeletedAt == null, cancellationToken))
                    {
                        return false;
                    }

                    throw;
                }
            },
            cancellationToken);

    /// <summary>The room of that name that is not deleted; it may have expired.</summary>
    public Task<RoomRecord?> FindAsync(string name, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.Rooms.FirstOrDefaultAsync(r => r.Name == name && r.DeletedAt == null, cancellationToken), cancellationToken);

    /// <summary>Whether the room is there: neither deleted nor expired.</summary>
    public async Task<bool> IsThereAsync(Guid id, CancellationToken cancellationToken)
        => await database.ReadAsync(db => db.Rooms.FirstOrDefaultAsync(r => r.Id == id, cancellationToken), cancellationToken) is { } room
            && room.IsThere(time.GetUtcNow());

    /// <summary>A page of the rooms that are there, the newest first, and how many there are in all.</summary>
    /// <param name="limit">The most rooms of the page.</param>
    /// <param name="after">Only those older than this one.</param>
    /// <param name="before">Only those newer than this one: of them the nearest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RoomPage> ListAsync(int limit, Guid? after, Guid? before, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.ReadAsync(
            async db =>
            {
                var there = db.Rooms.Where(r => r.DeletedAt == null && (r.ExpiresAt == null || r.ExpiresAt > now));
                var total = await there.CountAsync(cancellationToken);
                var page = there;
                if (after is { } older)
                {
                    page = page.Where(r => r.Number < db.Rooms.Where(o => o.Id == older).Select(o => o.Number).FirstOrDefault());
                }

                if (before is { } newer)
                {
                    page = page.Where(r => r.Number > db.Rooms.Where(o => o.Id == newer).Select(o => o.Number).FirstOrDefault());
                }

                var onlyNewer = before is not null && after is null;
                var ordered = onlyNewer ? page.OrderBy(r => r.Number) : page.OrderByDescending(r => r.Number);
                var rooms = await ordered.Take(limit).ToListAsync(cancellationToken);
                return new RoomPage(total, onlyNewer ? [.. rooms.AsEnumerable().Reverse()] : rooms);
            },
            cancellationToken);
    }

    /// <summary>Changes a room that is there.</summary>
    /// <returns>The room as it is now; <see langword="null"/> when it is not there.</returns>
    public Task<RoomRecord?> UpdateAsync(string name, Action<RoomRecord> change, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var room = await db.Rooms.FirstOrDefaultAsync(r => r.Name == name && r.DeletedAt == null, cancellationToken);
                if (room is null || !room.IsThere(time.GetUtcNow()))
                {
                    return null;
                }

                change(room);
                await db.SaveChangesAsync(cancellationToken);
                return room;
            },
            cancellationToken);
}

/// <summary>A page of rooms.</summary>
/// <param name="Total">How many there are, on all pages.</param>
/// <param name="Rooms">Those of this page.</param>
internal sealed record RoomPage(int Total, IReadOnlyList<RoomRecord> Rooms);
