using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests;

/// <summary>A folder that is gone after the test, and with it the database of the test: a file in the folder, or one on PostgreSQL where the tests run on that.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly Lazy<TestPostgres?> _postgres = new(TestPostgres.CreateIfChosen);

    public string Path { get; } = Directory.CreateTempSubdirectory("parley-").FullName;

    /// <summary>The file of <see cref="Sqlite"/>.</summary>
    public string Database => System.IO.Path.Combine(Path, "parley.db");

    /// <summary>The settings of a database of the kind that the tests run on.</summary>
    public (string Key, string Value)[] Storage => _postgres.Value?.Settings ?? Sqlite;

    /// <summary>The settings of a database in this folder, for tests of what only SQLite has.</summary>
    public (string Key, string Value)[] Sqlite => [("Storage:Provider", "sqlite"), ("Storage:ConnectionString", $"Data Source={Database}")];

    public void Dispose()
    {
        if (_postgres.IsValueCreated)
        {
            _postgres.Value?.Dispose();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Delete(tries: 5);
    }

    /// <summary>What a stopped server's last connection still puts down may come between the files and the folder.</summary>
    private void Delete(int tries)
    {
        using var moment = new ManualResetEventSlim();
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException) when (tries > 1 && !moment.Wait(50))
        {
            Delete(tries - 1);
        }
    }
}
