using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The dial-in settings. A number is bound once.</summary>
internal sealed class DialinConfigStore(Database database)
{
    /// <summary>All of them, the oldest first.</summary>
    public async Task<IReadOnlyList<DialinConfig>> ListAsync(CancellationToken cancellationToken)
        => await database.ReadAsync(db => db.DialinConfigs.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken), cancellationToken);

    public Task<DialinConfig?> FindAsync(Guid id, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.DialinConfigs.FirstOrDefaultAsync(c => c.Id == id, cancellationToken), cancellationToken);

    /// <summary>The one for calls to a number, E.164 with the plus sign.</summary>
    public Task<DialinConfig?> FindByNumberAsync(string number, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.DialinConfigs.FirstOrDefaultAsync(c => c.PhoneNumber == number, cancellationToken), cancellationToken);

    /// <summary>The one whose own SIP address has that user.</summary>
    public Task<DialinConfig?> FindBySipUserAsync(string sipUser, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.DialinConfigs.FirstOrDefaultAsync(c => c.SipUser == sipUser, cancellationToken), cancellationToken);

    /// <summary>Adds one.</summary>
    /// <returns><see langword="false"/> when its number is bound already.</returns>
    public Task<bool> AddAsync(DialinConfig config, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                if (await IsTakenAsync(db, config.PhoneNumber, config.Id, cancellationToken))
                {
                    return false;
                }

                db.Add(config);
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Changes one.</summary>
    /// <returns>As it is now, or <see langword="null"/> when there is none, or its new number is bound already.</returns>
    public Task<DialinConfig?> UpdateAsync(Guid id, Action<DialinConfig> change, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var config = await db.DialinConfigs.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
                if (config is null)
                {
                    return null;
                }

                change(config);
                if (await IsTakenAsync(db, config.PhoneNumber, id, cancellationToken))
                {
                    return null;
                }

                await db.SaveChangesAsync(cancellationToken);
                return config;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
        => database.WriteAsync(async db => await db.DialinConfigs.Where(c => c.Id == id).ExecuteDeleteAsync(cancellationToken) == 1, cancellationToken);

    /// <summary>Puts these in the place of all those of the domain, all or none.</summary>
    /// <param name="make">Makes them, given those that are replaced, whose addresses go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A number that is bound elsewhere, and so nothing was changed; <see langword="null"/> when all is well.</returns>
    public Task<string?> ReplaceAsync(Func<IReadOnlyList<DialinConfig>, IReadOnlyList<DialinConfig>> make, CancellationToken cancellationToken)
        => database.TransactAsync(
            async db =>
            {
                var before = await db.DialinConfigs.AsNoTracking().Where(c => c.IsOfDomain).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
                var after = make(before);
                var numbers = after.Select(c => c.PhoneNumber).OfType<string>().ToList();
                if (await db.DialinConfigs.Where(c => !c.IsOfDomain && numbers.Contains(c.PhoneNumber!)).Select(c => c.PhoneNumber).FirstOrDefaultAsync(cancellationToken) is { } taken)
                {
                    return taken;
                }

                await db.DialinConfigs.Where(c => c.IsOfDomain).ExecuteDeleteAsync(cancellationToken);
                db.AddRange(after);
                await db.SaveChangesAsync(cancellationToken);
                return null;
            },
            cancellationToken);

    private static async Task<bool> IsTakenAsync(ParleyDbContext db, string? number, Guid id, CancellationToken cancellationToken)
        => number is not null && await db.DialinConfigs.AnyAsync(c => c.PhoneNumber == number && c.Id != id, cancellationToken);
}
