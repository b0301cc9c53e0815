using Microsoft.EntityFrameworkCore;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

/// <summary>What only SQLite has.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class SqliteTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestStorage _storage = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await TestStorage.OpenAsync(_folder.Sqlite);

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Migrate_FromEmpty_MatchesTheModelInWalMode()
    {
        var (pending, mode) = await _storage.Database.ReadAsync(
            async db => (db.Database.HasPendingModelChanges(), (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(Stop)).Single()), Stop);

        Assert.False(pending);
        Assert.Equal("wal", mode);
    }

    [Fact]
    public void Migrate_NewFile_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
        }
        else
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Database));
        }
    }

    [Fact]
    public async Task Migrate_NotADatabase_SaysSo()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Database, new string('x', 4096), Stop);

        var thrown = await Assert.ThrowsAsync<ParleyServerException>(() => TestStorage.OpenAsync(folder.Sqlite));

        Assert.Contains("not a database", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_Stored_AreHashedOnly()
    {
        var made = await _storage.Keys.CreateAsync(ApiKeyKind.Private, "back office", Stop);

        var files = Directory.GetFiles(_folder.Path).SelectMany(ReadShared).ToArray();

        Assert.StartsWith("sk_", made.Secret, StringComparison.Ordinal);
        Assert.True(files.AsSpan().IndexOf("back office"u8) >= 0);
        Assert.True(files.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(made.Secret)) < 0);
    }

    [Fact]
    public void Claim_Twice_IsRefusedUntilTheFirstIsGone()
    {
        var (provider, connection) = (StorageProvider.All["sqlite"], $"Data Source={_folder.Database}");
        using (provider.Claim(connection))
        {
            var thrown = Assert.Throws<ParleyServerException>(() => provider.Claim(connection));
            Assert.Contains("in use by another Parley server", thrown.Message, StringComparison.Ordinal);
        }

        provider.Claim(connection)!.Dispose();
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
