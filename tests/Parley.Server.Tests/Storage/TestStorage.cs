using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Parley.Server.Hosting;
using Parley.Server.Retention;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

/// <summary>The stores on a database, without a server.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly IHost _app;

    private TestStorage(IHost app, FakeTimeProvider time) => (_app, Time) = (app, time);

    public FakeTimeProvider Time { get; }

    public ApiKeyStore Keys => _app.Services.GetRequiredService<ApiKeyStore>();

    public NumberStore Numbers => _app.Services.GetRequiredService<NumberStore>();

    public SessionStore Sessions => _app.Services.GetRequiredService<SessionStore>();

    public AttemptStore Attempts => _app.Services.GetRequiredService<AttemptStore>();

    public IdentityStore Identities => _app.Services.GetRequiredService<IdentityStore>();

    public IdempotencyStore Requests => _app.Services.GetRequiredService<IdempotencyStore>();

    public AuditStore Audit => _app.Services.GetRequiredService<AuditStore>();

    public ISecretProtector Secrets => _app.Services.GetRequiredService<ISecretProtector>();

    public DatabaseBackup Backup => _app.Services.GetRequiredService<DatabaseBackup>();

    public Purge Purge => _app.Services.GetRequiredService<Purge>();

    public Database Database => _app.Services.GetRequiredService<Database>();

    /// <summary>Opens the database of a folder, of the kind that the tests run on.</summary>
    public static Task<TestStorage> OpenAsync(TempFolder folder) => OpenAsync(folder.Storage);

    public static async Task<TestStorage> OpenAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollectionOf(settings);
        var time = new FakeTimeProvider(TestServer.Now);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddParley();
        var app = builder.Build();
        var storage = new TestStorage(app, time);
        try
        {
            await app.Services.PrepareParleyStorageAsync(TestContext.Current.CancellationToken);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_app).DisposeAsync();
}
