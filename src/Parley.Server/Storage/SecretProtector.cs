using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>
/// ASP.NET Data Protection with a ring of its own, apart from that of the host: its keys are in the database, or in a folder beside it when
/// <see cref="StorageOptions.KeyRingFolder"/> names one. Nothing is made or read before the first secret.
/// </summary>
internal sealed class SecretProtector(IDbContextFactory<ParleyDbContext> contexts, IOptions<ParleyOptions> options) : ISecretProtector, IDisposable
{
    private const string Application = "parley";

    private readonly Lazy<ServiceProvider> _protection = new(() => Protection(
        options.Value.Storage.KeyRingFolder is { } folder ? new FileSystemXmlRepository(PrivateFolder(folder), NullLoggerFactory.Instance) : new StoredKeyRing(contexts)));

    public string Protect(string purpose, string secret) => For(purpose).Protect(secret);

    public string? Unprotect(string purpose, string stored)
    {
        try
        {
            return For(purpose).Unprotect(stored);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_protection.IsValueCreated)
        {
            _protection.Value.Dispose();
        }
    }

    private static ServiceProvider Protection(IXmlRepository keys)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application);
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = keys);
        return services.BuildServiceProvider();
    }

    private static DirectoryInfo PrivateFolder(string path)
        => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private IDataProtector For(string purpose) => _protection.Value.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose);
}
