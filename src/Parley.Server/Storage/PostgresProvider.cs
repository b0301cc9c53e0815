using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Parley.Server.Storage;

/// <summary>A PostgreSQL server, for those who have one. What fails in passing (a lost connection, a deadlock) is tried again.</summary>
internal sealed class PostgresProvider : StorageProvider
{
    private const int OldestVersion = 13;
    private const int MostRetries = 5;
    private const string Example = "expected for example 'Host=db.example.org;Database=parley;Username=parley;Password=...'";

    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(2);

    public override bool SingleWriter => false;

    public override string? CheckConnectionString(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(builder.Host) || string.IsNullOrEmpty(builder.Database) ? $"it must name Host and Database; {Example}" : null;
        }
        catch (ArgumentException)   // Its text may quote a part of the password.
        {
            return $"it is no connection string of PostgreSQL; {Example}";
        }
    }

    public override IDbContextFactory<ParleyDbContext> Contexts(string connectionString, IServiceProvider services)
        => new ContextFactory<PostgresDbContext>(services, options => options.UseNpgsql(
            Named(connectionString), npgsql => npgsql.EnableRetryOnFailure(MostRetries, LongestRetryDelay, errorCodesToAdd: null)));

    public override async Task PrepareAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        // By hand, since what goes through the context is tried again: at the start a wrong address is to be told at once.
        await using var connection = new NpgsqlConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new ParleyServerException($"The PostgreSQL server is version {connection.PostgreSqlVersion}; {OldestVersion} or later is needed.");
        }

        await using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is string encoding and not "UTF8")
        {
            throw new ParleyServerException($"The database '{connection.Database}' is encoded in {encoding}; it must be UTF8: CREATE DATABASE {connection.Database} ENCODING 'UTF8' TEMPLATE template0.");
        }
    }

    public override async Task MigrateAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        // EF Core's own lock ends with each migration, and who waits at it does not look again.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('parley migrations', 0))", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await base.MigrateAsync(db, cancellationToken);
    }

    public override IDisposable? Claim(string connectionString)
    {
        // A connection of its own, outside the pool: the lock lives as long as it does.
        var builder = new NpgsqlConnectionStringBuilder(Named(connectionString)) { Pooling = false, KeepAlive = 30 };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            connection.Open();
            using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('parley ' || coalesce(current_schema(), ''), 0))", connection);
            if (command.ExecuteScalar() is true)
            {
                return connection;
            }
        }
        catch (NpgsqlException e)
        {
            connection.Dispose();
            throw Database.Unusable(e);
        }

        connection.Dispose();
        throw new ParleyServerException(
            $"The database {builder.Database} on {builder.Host} is in use by another Parley server. Stop that one, or give this one a database of its own with Parley__Storage__ConnectionString.");
    }

    private static string Named(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.ApplicationName ??= "parley";
        return builder.ConnectionString;
    }
}
