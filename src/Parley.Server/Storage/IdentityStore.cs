using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>Who this server is.</summary>
internal sealed class IdentityStore(Database database)
{
    private const int SecretBytes = 32;

    private ServerIdentity? _identity;

    /// <summary>The identity; made on the first start, read once.</summary>
    public async ValueTask<ServerIdentity> GetAsync(CancellationToken cancellationToken)
        => _identity ??= await GetOrCreateAsync(cancellationToken);

    private Task<ServerIdentity> GetOrCreateAsync(CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                if (await db.Identities.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } known)
                {
                    return known;
                }

                var made = new ServerIdentity { DomainId = Guid.NewGuid(), TokenSecret = RandomNumberGenerator.GetBytes(SecretBytes) };
                db.Add(made);
                await db.SaveChangesAsync(cancellationToken);
                return made;
            },
            cancellationToken);
}
