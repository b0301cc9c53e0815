using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>Copies the database of SQLite to a file while a server works on it, and puts such a file back. Get it from the services after <see cref="ParleyHosting.AddParley"/>.</summary>
public sealed class DatabaseBackup
{
    private readonly string _connectionString;
    private readonly StorageProvider _provider;

    internal DatabaseBackup(IOptions<ParleyOptions> options, StorageProvider provider)
        => (_connectionString, _provider) = (options.Value.Storage.ConnectionString, provider);

    /// <summary>Copies the database to a new file, as it is at one moment. A server that runs goes on meanwhile.</summary>
    /// <exception cref="ParleyServerException">There is no such database, or the file cannot be written, or is there already.</exception>
    public void Backup(string file)
    {
        var source = DatabaseFile();
        if (!File.Exists(source))
        {
            throw new ParleyServerException($"There is no database {source} to back up.");
        }

        if (Path.Exists(file))
        {
            throw new ParleyServerException($"{file} is there already; a backup overwrites nothing.");
        }

        Guarded(file, part =>
        {
            SqliteProvider.MakePrivateFile(part);
            using (var from = Open(source))
            using (var to = Open(part))
            {
                from.BackupDatabase(to);
                Execute(to, "PRAGMA journal_mode=DELETE");   // One file, with no log beside it.
                Check(to, part);
            }

            File.Move(part, file);
        });
    }

    /// <summary>Puts a backup in the place of the database, which is kept beside it. No server may run.</summary>
    /// <returns>Where the database that was there is now; <see langword="null"/> when there was none.</returns>
    /// <exception cref="ParleyServerException">A server runs, or the file is damaged, or comes from a newer version.</exception>
    public string? Restore(string file)
    {
        var target = DatabaseFile();
        if (!File.Exists(file))
        {
            throw new ParleyServerException($"There is no file {file} to restore from.");
        }

        using var claim = _provider.Claim(_connectionString);
        string? kept = null;
        Guarded(target + ".restored", part =>
        {
            SqliteProvider.MakePrivateFile(part);
            File.Copy(file, part, overwrite: true);
            using (var restored = Open(part))
            {
                Check(restored, file);
                CheckVersion(restored, file);
                Execute(restored, "PRAGMA journal_mode=DELETE");
            }

            kept = SetAside(target);
            File.Move(part, target);
        });
        return kept;
    }

    private static string? SetAside(string target)
    {
        if (!File.Exists(target))
        {
            return null;
        }

        var number = 1;
        while (Path.Exists(Name(number)))
        {
            number++;
        }

        // With its log: what is written there is a part of it.
        foreach (var ending in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(target + ending))
            {
                File.Move(target + ending, Name(number) + ending);
            }
        }

        return Name(number);

        string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"{target}.before-restore-{n}");
    }

    private static void Guarded(string file, Action<string> write)
    {
        var part = file + ".part";
        try
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }

            write(part);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ParleyServerException($"{file} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }

    private static void Check(SqliteConnection connection, string file)
    {
        try
        {
            if (Execute(connection, "PRAGMA integrity_check") is { } found and not "ok")
            {
                throw new ParleyServerException($"{file} is damaged: {found}");
            }
        }
        catch (SqliteException e)
        {
            throw new ParleyServerException($"{file} is damaged, or is no database of SQLite: {e.Message}", e);
        }
    }

    private static void CheckVersion(SqliteConnection connection, string file)
    {
        if (Execute(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'") is not "1")
        {
            throw new ParleyServerException($"{file} is a database of SQLite, but none of Parley.");
        }

        using var model = new SqliteDesignTime().CreateDbContext([]);
        var known = model.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!known.Contains(reader.GetString(0)))
            {
                throw new ParleyServerException($"{file} comes from a newer version of Parley ({reader.GetString(0)}); restore it with that one.");
            }
        }
    }

    private static string? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private string DatabaseFile()
    {
        if (_provider is not SqliteProvider)
        {
            throw new ParleyServerException("Only a database of SQLite is backed up like this. For PostgreSQL use pg_dump and pg_restore; see docs/guides/operations.md.");
        }

        var builder = new SqliteConnectionStringBuilder(_connectionString);
        return builder.Mode is SqliteOpenMode.Memory || builder.DataSource is ":memory:"
            ? throw new ParleyServerException("A database in memory cannot be backed up.")
            : Path.GetFullPath(builder.DataSource);
    }
}
