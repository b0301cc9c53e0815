using Microsoft.EntityFrameworkCore;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

/// <summary>What only PostgreSQL has.</summary>
public sealed class PostgresTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Migrate_FromEmpty_MakesTheSchema()
    {
        using var database = TestPostgres.CreateEmpty();

        await using var storage = await TestStorage.OpenAsync(database.Settings);

        Assert.Empty(await storage.Keys.ListAsync(Stop));
        Assert.Empty(await storage.Database.ReadAsync(db => db.Database.GetPendingMigrationsAsync(Stop), Stop));
    }

    [PostgresFact]
    public async Task Migrate_TwoAtOnce_BothFindTheSchema()
    {
        using var database = TestPostgres.CreateEmpty();

        var opened = await Task.WhenAll(TestStorage.OpenAsync(database.Settings), TestStorage.OpenAsync(database.Settings));

        foreach (var storage in opened)
        {
            Assert.Empty(await storage.Keys.ListAsync(Stop));
            await storage.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Migrate_DatabaseOfAnotherEncoding_SaysSo()
    {
        using var database = TestPostgres.CreateEmpty("SQL_ASCII");

        var thrown = await Assert.ThrowsAsync<ParleyServerException>(() => TestStorage.OpenAsync(database.Settings));

        Assert.Contains("is encoded in SQL_ASCII; it must be UTF8", thrown.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Claim_Twice_IsRefusedUntilTheFirstIsGone()
    {
        using var database = TestPostgres.CreateEmpty();
        using var other = TestPostgres.CreateEmpty();
        var provider = StorageProvider.All["postgres"];
        using (provider.Claim(database.ConnectionString))
        {
            var thrown = Assert.Throws<ParleyServerException>(() => provider.Claim(database.ConnectionString));
            Assert.Contains("in use by another Parley server", thrown.Message, StringComparison.Ordinal);
            provider.Claim(other.ConnectionString)!.Dispose();
        }

        provider.Claim(database.ConnectionString)!.Dispose();
    }

    [PostgresFact]
    public async Task Connections_Lost_AreMadeAgainWithoutAnError()
    {
        using var database = TestPostgres.CreateIfChosen()!;
        await using var storage = await TestStorage.OpenAsync(database.Settings);
        var name = await storage.Database.ReadAsync(db => Task.FromResult(db.Database.GetDbConnection().Database), Stop);

        TestPostgres.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        var made = await storage.Keys.CreateAsync(ApiKeyKind.Public, "read", Stop);
        TestPostgres.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        var count = await storage.Database.TransactAsync(db => db.ApiKeys.CountAsync(Stop), Stop);

        Assert.Equal(1, count);
        Assert.NotNull(await storage.Keys.FindAsync(made.Secret, Stop));
    }
}
