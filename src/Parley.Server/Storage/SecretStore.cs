using System.Collections.ObjectModel;
using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>What came of writing secrets.</summary>
internal enum SecretsWritten
{
    Done,

    /// <summary>There are as many sets as there may be.</summary>
    TooManySets,

    /// <summary>The set would have more secrets than it may.</summary>
    TooManyKeys,
}

/// <summary>A set as it may be shown: never with its values.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Keys">What its secrets are called, in order.</param>
/// <param name="IsReadable">Whether all of its values can be read.</param>
internal sealed record SecretSetView(string Name, IReadOnlyList<string> Keys, bool IsReadable);

/// <summary>The secrets that agents are given. Values are encrypted, each for its set and key, so that none can be put in another's place.</summary>
internal sealed class SecretStore(Database database, ISecretProtector protector, TimeProvider time)
{
    public const int MostSets = 100;
    public const int MostKeys = 100;

    private static readonly IReadOnlyDictionary<string, string> s_none = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Writes secrets into a set, which is made if there is none; its others stay. All or nothing.</summary>
    public Task<SecretsWritten> PutAsync(string set, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = secrets.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, Value: protector.Protect(PurposeOf(set, s.Key), s.Value))).ToList();
        return database.TransactAsync(
            async db =>
            {
                if (await db.SecretSets.FirstOrDefaultAsync(s => s.Name == set, cancellationToken) is { } there)
                {
                    there.UpdatedAt = now;
                }
                else if (await db.SecretSets.CountAsync(cancellationToken) >= MostSets)
                {
                    return SecretsWritten.TooManySets;
                }
                else
                {
                    db.Add(new SecretSet { Name = set, CreatedAt = now, UpdatedAt = now });
                }

                var known = await db.Secrets.Where(s => s.Set == set).ToDictionaryAsync(s => s.Key, StringComparer.Ordinal, cancellationToken);
                foreach (var (key, value) in rows)
                {
                    if (known.TryGetValue(key, out var row))
                    {
                        (row.Value, row.UpdatedAt) = (value, now);
                    }
                    else
                    {
                        db.Add(known[key] = new StoredSecret { Set = set, Key = key, Value = value, UpdatedAt = now });
                    }
                }

                if (known.Count > MostKeys)
                {
                    return SecretsWritten.TooManyKeys;
                }

                await db.SaveChangesAsync(cancellationToken);
                return SecretsWritten.Done;
            },
            cancellationToken);
    }

    /// <summary>All sets, by name.</summary>
    public async Task<IReadOnlyList<SecretSetView>> ListAsync(CancellationToken cancellationToken)
    {
        var views = new List<SecretSetView>();
        foreach (var set in (await database.ReadAsync(db => db.SecretSets.Select(s => s.Name).ToListAsync(cancellationToken), cancellationToken)).Order(StringComparer.Ordinal))
        {
            if (await FindAsync(set, cancellationToken) is { } view)   // One after the other: all values at once may be many megabytes.
            {
                views.Add(view);
            }
        }

        return views;
    }

    /// <summary>One set; <see langword="null"/> when there is none.</summary>
    public async Task<SecretSetView?> FindAsync(string set, CancellationToken cancellationToken)
        => await RowsAsync(set, cancellationToken) is { } rows ? View(set, rows) : null;

    /// <summary>The values of a set, for a session; none for no set. <see langword="null"/> when there is no such set, or a value cannot be read.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ReadAsync(string? set, CancellationToken cancellationToken)
    {
        if (set is null)
        {
            return s_none;
        }

        if (await RowsAsync(set, cancellationToken) is not { } rows)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (Unprotect(row) is not { } value)
            {
                return null;
            }

            values[row.Key] = value;
        }

        return values.AsReadOnly();
    }

    /// <summary>Deletes a set with all that is in it. <see langword="false"/> when there is none.</summary>
    public Task<bool> DeleteAsync(string set, CancellationToken cancellationToken)
        => database.TransactAsync(
            async db =>
            {
                await db.Secrets.Where(s => s.Set == set).ExecuteDeleteAsync(cancellationToken);
                return await db.SecretSets.Where(s => s.Name == set).ExecuteDeleteAsync(cancellationToken) == 1;
            },
            cancellationToken);

    /// <summary>Deletes one secret of a set. <see langword="false"/> when there is none.</summary>
    public Task<bool> DeleteAsync(string set, string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.TransactAsync(
            async db => await db.Secrets.Where(s => s.Set == set && s.Key == key).ExecuteDeleteAsync(cancellationToken) == 1
                && await db.SecretSets.Where(s => s.Name == set).ExecuteUpdateAsync(s => s.SetProperty(r => r.UpdatedAt, now), cancellationToken) == 1,
            cancellationToken);
    }

    private static string PurposeOf(string set, string key) => $"secret {set}/{key}";

    private string? Unprotect(StoredSecret row) => protector.Unprotect(PurposeOf(row.Set, row.Key), row.Value);

    private SecretSetView View(string set, IEnumerable<StoredSecret> rows)
    {
        var all = rows.OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
        return new(set, [.. all.Select(s => s.Key)], all.All(s => Unprotect(s) is not null));
    }

    private Task<List<StoredSecret>?> RowsAsync(string set, CancellationToken cancellationToken)
        => database.ReadAsync(
            async db => await db.SecretSets.AnyAsync(s => s.Name == set, cancellationToken) ? await db.Secrets.Where(s => s.Set == set).ToListAsync(cancellationToken) : null,
            cancellationToken);
}
