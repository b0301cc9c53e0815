using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class MigrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Model_OnSqlite_HasNoChangeWithoutAMigration()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges(), "Run src/Parley.Server/Storage/add-migration.sh NAME");
    }

    [Fact]
    public void Model_OnPostgres_HasNoChangeWithoutAMigration()
    {
        using var db = new PostgresDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges(), "Run src/Parley.Server/Storage/add-migration.sh NAME");
    }

    [Fact]
    public async Task Migrate_FileOfTheFirstVersion_KeepsItsRows()
    {
        using var folder = new TempFolder();
        await using (var connection = new SqliteConnection($"Data Source={folder.Database}"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Storage", "FirstVersion.sql"), Stop);
            await command.ExecuteNonQueryAsync(Stop);
        }

        await using var storage = await TestStorage.OpenAsync(folder.Sqlite);

        Assert.Equal("kept", Assert.Single(await storage.Keys.ListAsync(Stop)).Name);
        var session = Assert.Single((await storage.Sessions.ListAsync("outbound", new(10, 0, null, null, null), Stop)).Sessions);
        Assert.Equal("+15551230001", Assert.Single(await storage.Attempts.ListAsync(session.Id, Stop)).DestinationValue);
    }

    [Fact]
    public async Task Migrate_PostgresOutOfReach_SaysSoAtOnce()
    {
        var thrown = await Assert.ThrowsAsync<ParleyServerException>(() => TestStorage.OpenAsync(
            ("Storage:Provider", "postgres"), ("Storage:ConnectionString", "Host=127.0.0.1;Port=1;Database=parley;Username=me;Password=not-told")));

        Assert.Contains("Parley:Storage:ConnectionString cannot be used: Failed to connect to 127.0.0.1:1", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-told", thrown.ToString(), StringComparison.Ordinal);
    }
}
