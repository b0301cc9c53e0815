using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Tests.Storage;

public sealed class SecretProtectorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Protected_ReadsBackAfterARestartAndForItsPurposeOnly()
    {
        string stored;
        await using (var before = await TestStorage.OpenAsync(_folder))
        {
            stored = before.Secrets.Protect("webhook", "whsec_\u00FC1");
        }

        await using var storage = await TestStorage.OpenAsync(_folder);

        Assert.DoesNotContain("whsec", stored, StringComparison.Ordinal);
        Assert.Equal("whsec_\u00FC1", storage.Secrets.Unprotect("webhook", stored));
        Assert.Null(storage.Secrets.Unprotect("trunk", stored));
        Assert.Null(storage.Secrets.Unprotect("webhook", stored[..^4] + "AAAA"));
        Assert.Null(storage.Secrets.Unprotect("webhook", "no secret"));
        Assert.Null(storage.Secrets.Unprotect("webhook", ""));
    }

    [Fact]
    public async Task KeyRingFolder_KeepsTheKeysOutOfTheDatabase()
    {
        var ring = Path.Combine(_folder.Path, "ring");
        await using var storage = await TestStorage.OpenAsync([.. _folder.Storage, ("Storage:KeyRingFolder", ring)]);

        var stored = storage.Secrets.Protect("webhook", "secret");

        Assert.Equal("secret", storage.Secrets.Unprotect("webhook", stored));
        Assert.Empty(await storage.Database.ReadAsync(db => db.KeyRing.ToListAsync(Stop), Stop));
        Assert.NotEmpty(Directory.GetFiles(ring));
    }
}
