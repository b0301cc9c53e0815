using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The keys of the API. Get it from the services after <see cref="Hosting.ParleyHosting.AddParley"/>.</summary>
public sealed class ApiKeyStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int SecretLength = 40;
    private const int ShownLength = 8;

    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    internal ApiKeyStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes a key. The key itself is in the answer and nowhere else.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="ApiKey.MaxNameLength"/>.</exception>
    public Task<NewApiKey> CreateAsync(ApiKeyKind kind, string name, CancellationToken cancellationToken)
        => CreateAsync(kind, name, ApiKeyLimits.None, cancellationToken);

    /// <summary>Makes a key with limits. The key itself is in the answer and nowhere else.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="ApiKey.MaxNameLength"/>.</exception>
    public async Task<NewApiKey> CreateAsync(ApiKeyKind kind, string name, ApiKeyLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var made = Make(kind, name, limits);
        await _database.AddAsync(made.Key, cancellationToken);
        return made;
    }

    /// <summary>Makes a key, unless there are as many live ones of its kind as there may be.</summary>
    internal Task<NewApiKey?> TryCreateAsync(ApiKeyKind kind, string name, ApiKeyLimits limits, int most, CancellationToken cancellationToken)
        => _database.TransactAsync(
            async db =>
            {
                DateTimeOffset? now = _time.GetUtcNow();
                if (await db.ApiKeys.CountAsync(k => k.Kind == kind && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken) >= most)
                {
                    return null;
                }

                var made = Make(kind, name, limits);
                db.Add(made.Key);
                await db.SaveChangesAsync(cancellationToken);
                return made;
            },
            cancellationToken);

    /// <summary>Gives a key a new secret. The old one opens until the overlap is over; one that an earlier rotation has left opens nothing any more.</summary>
    /// <returns><see langword="null"/> when there is no such key, or when it opens nothing.</returns>
    public Task<NewApiKey?> RotateAsync(Guid id, TimeSpan overlap, CancellationToken cancellationToken)
        => _database.TransactAsync(
            async db =>
            {
                var now = _time.GetUtcNow();
                var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id, cancellationToken);
                if (key is null || !key.IsLiveAt(now))
                {
                    return null;
                }

                var secret = MakeSecret(key.Kind);
                var overlaps = overlap > TimeSpan.Zero;
                key.PreviousHash = overlaps ? key.Hash : null;
                key.PreviousUntil = overlaps ? now + overlap : null;
                (key.Hash, key.Prefix) = (HashOf(secret), Shown(secret));
                await db.SaveChangesAsync(cancellationToken);
                return new NewApiKey(key, secret);
            },
            cancellationToken);

    /// <summary>One key, or <see langword="null"/>.</summary>
    internal Task<ApiKey?> GetAsync(Guid id, CancellationToken cancellationToken)
        => _database.ReadAsync(db => db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id, cancellationToken), cancellationToken);

    /// <summary>Makes one public and one private key, unless there has ever been a key.</summary>
    internal Task<FirstKeys?> CreateFirstAsync(CancellationToken cancellationToken)
        => _database.WriteAsync(
            async db =>
            {
                if (await db.ApiKeys.AnyAsync(cancellationToken))
                {
                    return null;
                }

                var (publicKey, privateKey) = (Make(ApiKeyKind.Public, "first", ApiKeyLimits.None), Make(ApiKeyKind.Private, "first", ApiKeyLimits.None));
                db.AddRange(publicKey.Key, privateKey.Key);
                await db.SaveChangesAsync(cancellationToken);
                return new FirstKeys(publicKey.Secret, privateKey.Secret);
            },
            cancellationToken);

    /// <summary>All keys, the oldest first, the revoked ones too.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
        => await _database.ReadAsync(db => db.ApiKeys.OrderBy(k => k.CreatedAt).ThenBy(k => k.Kind).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Revokes a key: from now on it opens nothing.</summary>
    /// <returns><see langword="false"/> when there is no such key, or when it was revoked before.</returns>
    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = _time.GetUtcNow();
        return _database.WriteAsync(
            async db => await db.ApiKeys.Where(k => k.Id == id && k.RevokedAt == null)
                .ExecuteUpdateAsync(k => k.SetProperty(r => r.RevokedAt, now), cancellationToken) == 1,
            cancellationToken);
    }

    /// <summary>Looks up a key that somebody presents, its present secret or one that still overlaps; <see langword="null"/> when there is none. It may be revoked or expired.</summary>
    internal async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var (hash, now) = (HashOf(secret), _time.GetUtcNow());
        var key = await _database.ReadAsync(db => db.ApiKeys.FirstOrDefaultAsync(k => k.Hash == hash || k.PreviousHash == hash, cancellationToken), cancellationToken);
        return key switch
        {
            null => null,
            _ when CryptographicOperations.FixedTimeEquals(key.Hash, hash) => key,
            { PreviousHash: { } previous, PreviousUntil: { } until } when CryptographicOperations.FixedTimeEquals(previous, hash) && until > now => key,
            _ => null,
        };
    }

    /// <summary>Notes that a key was used, once a minute at most.</summary>
    internal async Task NoteUseAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var last = _used.TryGetValue(key.Id, out var noted) ? noted : key.LastUsedAt;
        if (last is { } at && (now - at).Duration() < UseGrain)   // Either way: the clock may have been set back.
        {
            return;
        }

        _used[key.Id] = now;
        DateTimeOffset? use = now;
        await _database.WriteAsync(
            db => db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(r => r.LastUsedAt, use), cancellationToken), cancellationToken);
    }

    /// <summary>What is stored of a key.</summary>
    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static string MakeSecret(ApiKeyKind kind)
    {
        var prefix = kind switch { ApiKeyKind.Public => "pk_", ApiKeyKind.Personal => "pcc_pat_", _ => "sk_" };
        return prefix + RandomNumberGenerator.GetString(Alphabet, SecretLength);
    }

    private static string Shown(string secret) => secret[..(secret.LastIndexOf('_') + 1 + ShownLength - 3)];

    private NewApiKey Make(ApiKeyKind kind, string name, ApiKeyLimits limits)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ApiKey.MaxNameLength, nameof(name));
        var secret = MakeSecret(kind);
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(_time.GetUtcNow()),
            Kind = kind,
            Hash = HashOf(secret),
            Prefix = Shown(secret),
            Name = name,
            CreatedAt = _time.GetUtcNow(),
            Agents = limits.Agents,
            ExpiresAt = limits.ExpiresAt,
        };
        return new(key, secret);
    }
}
