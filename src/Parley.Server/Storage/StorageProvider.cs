using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>What differs between databases. The stores know nothing of it: they speak LINQ only.</summary>
internal abstract class StorageProvider
{
    /// <summary>The providers by the name that <c>Parley:Storage:Provider</c> gives them.</summary>
    public static IReadOnlyDictionary<string, StorageProvider> All { get; } =
        new Dictionary<string, StorageProvider>(StringComparer.OrdinalIgnoreCase)
        {
            ["sqlite"] = new SqliteProvider(),
            ["postgres"] = new PostgresProvider(),
        };

    /// <summary>Whether the database takes one writer at a time.</summary>
    public abstract bool SingleWriter { get; }

    /// <summary>Says what is wrong with a connection string; <see langword="null"/> when nothing is.</summary>
    public abstract string? CheckConnectionString(string connectionString);

    /// <summary>Makes the contexts that work on the database.</summary>
    /// <param name="connectionString">Where it is; checked before.</param>
    /// <param name="services">Those of the host, for the log.</param>
    public abstract IDbContextFactory<ParleyDbContext> Contexts(string connectionString, IServiceProvider services);

    /// <summary>What has to be looked at and done before the first migration.</summary>
    /// <exception cref="ParleyServerException">The database is not one that can be used.</exception>
    public abstract Task PrepareAsync(ParleyDbContext db, CancellationToken cancellationToken);

    /// <summary>Runs the migrations that are due, once, however many programs come to it at the same time.</summary>
    public virtual Task MigrateAsync(ParleyDbContext db, CancellationToken cancellationToken) => db.Database.MigrateAsync(cancellationToken);

    /// <summary>Makes sure that no other server works on the same database, until the claim is disposed or the process dies.</summary>
    /// <exception cref="ParleyServerException">Another one does.</exception>
    public abstract IDisposable? Claim(string connectionString);
}
