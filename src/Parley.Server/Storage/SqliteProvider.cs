using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Parley.Server.Storage;

/// <summary>The embedded database: one file, a write-ahead log beside it.</summary>
internal sealed class SqliteProvider : StorageProvider
{
    public override bool SingleWriter => true;

    public override string? CheckConnectionString(string connectionString)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            return builder.DataSource.Length == 0 ? "it names no file; expected for example 'Data Source=parley.db'" : null;
        }
        catch (ArgumentException e)
        {
            return $"{e.Message} Expected for example 'Data Source=parley.db'.";
        }
    }

    public override IDbContextFactory<ParleyDbContext> Contexts(string connectionString, IServiceProvider services)
        => new ContextFactory<SqliteDbContext>(services, options => options
            .UseSqlite(connectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning)));   // A table is rebuilt with PRAGMA foreign_keys off, outside the transaction: no operator can do anything about it.

    public override async Task PrepareAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        var builder = new SqliteConnectionStringBuilder(db.Database.GetConnectionString());
        if (builder.Mode != SqliteOpenMode.Memory)
        {
            MakePrivateFile(builder.DataSource);
        }

        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    public override IDisposable? Claim(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.Mode == SqliteOpenMode.Memory)
        {
            return null;   // Nobody else can get at it.
        }

        var file = builder.DataSource;
        var path = Path.GetFullPath(file) + ".lock";
        try
        {
            var claim = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            claim.SetLength(0);
            claim.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            claim.Flush();
            return claim;
        }
        catch (IOException e)
        {
            throw new ParleyServerException(
                $"The database {file} is in use by another Parley server ({path} is locked). Stop that one, or give this one a database of its own: Parley__Storage__ConnectionString='Data Source=FILE'.", e);
        }
    }

    /// <summary>The file holds the secret that signs tokens and the numbers that were called, so only its owner may read it.</summary>
    internal static void MakePrivateFile(string path)
    {
        if (path.Length == 0 || path == ":memory:" || File.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
