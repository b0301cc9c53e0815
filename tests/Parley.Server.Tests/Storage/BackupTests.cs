using Microsoft.Data.Sqlite;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Copy => Path.Combine(_folder.Path, "copy.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_WhileAServerWrites_RestoresAllThatWasThere()
    {
        List<Guid> before = [];
        await using (var server = await TestServer.StartAsync(_folder, [.. _folder.Sqlite, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "1000")]))
        {
            for (var i = 0; i < 20; i++)
            {
                before.Add(await server.StartSessionAsync());
            }

            var more = Task.WhenAll(Enumerable.Range(0, 60).Select(_ => server.StartSessionAsync()));
            await using (var program = await TestStorage.OpenAsync(_folder.Sqlite))   // Another process, as far as the database can tell.
            {
                program.Backup.Backup(Copy);
            }

            await more;
            await using var again = await TestStorage.OpenAsync(_folder.Sqlite);
            Assert.Contains("in use by another", Assert.Throws<ParleyServerException>(() => again.Backup.Restore(Copy)).Message, StringComparison.Ordinal);
        }

        SqliteConnection.ClearAllPools();
        await using (var program = await TestStorage.OpenAsync(_folder.Sqlite))
        {
            SqliteConnection.ClearAllPools();
            Assert.Equal(_folder.Database + ".before-restore-1", program.Backup.Restore(Copy));
        }

        await using var restored = await TestServer.StartAsync(_folder, _folder.Sqlite);
        foreach (var id in before)
        {
            var session = await restored.GetAsync($"/v1/agents/outbound/sessions/{id}");
            Assert.Equal((200, "SERVER_LOST"), (session.Status, session.Json.GetProperty("completionStatus").GetString()));
        }
    }

    [Fact]
    public async Task Backup_OverAFileOrFromNothing_IsRefused()
    {
        await using (var storage = await TestStorage.OpenAsync(_folder.Sqlite))
        {
            storage.Backup.Backup(Copy);
            Assert.Contains("is there already", Assert.Throws<ParleyServerException>(() => storage.Backup.Backup(Copy)).Message, StringComparison.Ordinal);
            Assert.Contains("cannot be written", Assert.Throws<ParleyServerException>(() => storage.Backup.Backup("/proc/none/copy.db")).Message, StringComparison.Ordinal);
        }

        Assert.Equal(["copy.db"], Directory.GetFiles(_folder.Path, "copy*").Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
        }
    }

    [Theory]
    [InlineData("is damaged, or is no database", "")]
    [InlineData("none of Parley", "CREATE TABLE other (id INTEGER)")]
    [InlineData("comes from a newer version of Parley (29990101000000_Later)", "CREATE TABLE __EFMigrationsHistory (MigrationId TEXT); INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later')")]
    public async Task Restore_WhatIsNoBackup_IsRefusedAndChangesNothing(string message, string sql)
    {
        await using (var storage = await TestStorage.OpenAsync(_folder.Sqlite))
        {
            await storage.Keys.CreateAsync(ApiKeyKind.Public, "kept", Stop);
            await WriteAsync(sql);
            Assert.Contains(message, Assert.Throws<ParleyServerException>(() => storage.Backup.Restore(Copy)).Message, StringComparison.Ordinal);
        }

        await using var after = await TestStorage.OpenAsync(_folder.Sqlite);
        Assert.Equal("kept", Assert.Single(await after.Keys.ListAsync(Stop)).Name);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*restore*"));
    }

    private async Task WriteAsync(string sql)
    {
        if (sql.Length == 0)
        {
            await File.WriteAllTextAsync(Copy, new string('x', 4096), Stop);
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={Copy};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }
}
