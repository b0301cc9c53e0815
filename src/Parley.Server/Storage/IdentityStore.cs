using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>Who this server is.</summary>
internal sealed class IdentityStore(Database database)
{
    private const int SecretBytes = 32;

    /// <summary>Reads the identity, making it on the first start.</summary>
    public Task<ServerIdentity> GetOrCreateAsync(CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                if (await db.Identities.AsNoTracking().FirstOrDefaultAsync(cancellationToken) is { } known)
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
