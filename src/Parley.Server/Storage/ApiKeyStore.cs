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

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal ApiKeyStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes a key. The key itself is in the answer and nowhere else.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="ApiKey.MaxNameLength"/>.</exception>
    public async Task<NewApiKey> CreateAsync(ApiKeyKind kind, string name, CancellationToken cancellationToken)
    {
        var made = Make(kind, name);
        await _database.AddAsync(made.Key, cancellationToken);
        return made;
    }

    /// <summary>Makes one public and one private key, unless there has ever been a key.</summary>
    internal Task<FirstKeys?> CreateFirstAsync(CancellationToken cancellationToken)
        => _database.WriteAsync(
            async db =>
            {
                if (await db.ApiKeys.AnyAsync(cancellationToken))
                {
                    return null;
                }

                var (publicKey, privateKey) = (Make(ApiKeyKind.Public, "first"), Make(ApiKeyKind.Private, "first"));
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

    /// <summary>Looks up a key that somebody presents; <see langword="null"/> when there is none.</summary>
    internal async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        var key = await _database.ReadAsync(db => db.ApiKeys.FirstOrDefaultAsync(k => k.Hash == hash, cancellationToken), cancellationToken);
        return key is not null && CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : null;
    }

    /// <summary>What is stored of a key.</summary>
    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private NewApiKey Make(ApiKeyKind kind, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ApiKey.MaxNameLength, nameof(name));
        var prefix = kind is ApiKeyKind.Public ? "pk_" : "sk_";
        var secret = prefix + RandomNumberGenerator.GetString(Alphabet, SecretLength);
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(_time.GetUtcNow()),
            Kind = kind,
            Hash = HashOf(secret),
            Prefix = secret[..ShownLength],
            Name = name,
            CreatedAt = _time.GetUtcNow(),
        };
        return new(key, secret);
    }
}
