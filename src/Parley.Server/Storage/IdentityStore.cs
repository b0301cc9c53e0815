using Microsoft.EntityFrameworkCore;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>Who this server is.</summary>
internal sealed class IdentityStore(Database database, IIdSource ids)
{
    private const int SecretBytes = 32;

    private ServerIdentity? _identity;

    /// <summary>The identity when it has been asked for before, as the start of the server does.</summary>
    public ServerIdentity? Known => _identity;

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

                var made = new ServerIdentity { DomainId = ids.NewId(), TokenSecret = ids.NewSecret(SecretBytes) };
                db.Add(made);
                await db.SaveChangesAsync(cancellationToken);
                return made;
            },
            cancellationToken);
}
