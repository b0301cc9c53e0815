using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>What differs between databases. The stores know nothing of it: they speak LINQ only.</summary>
internal abstract class StorageProvider
{
    /// <summary>The providers by the name that <c>Parley:Storage:Provider</c> gives them.</summary>
    public static IReadOnlyDictionary<string, StorageProvider> All { get; } =
        new Dictionary<string, StorageProvider>(StringComparer.OrdinalIgnoreCase) { ["sqlite"] = new SqliteProvider() };

    /// <summary>Whether the database takes one writer at a time.</summary>
    public abstract bool SingleWriter { get; }

    /// <summary>Says what is wrong with a connection string; <see langword="null"/> when nothing is.</summary>
    public abstract string? CheckConnectionString(string connectionString);

    /// <summary>Points a context at the database.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>What has to be done before the first migration.</summary>
    public abstract Task PrepareAsync(ParleyDbContext db, CancellationToken cancellationToken);

    /// <summary>Makes sure that no other server works on the same database, until the claim is disposed or the process dies.</summary>
    /// <exception cref="ParleyServerException">Another one does.</exception>
    public abstract IDisposable? Claim(string connectionString);
}
