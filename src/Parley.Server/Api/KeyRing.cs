using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>All keys that open the API: those of the configuration and those of the database.</summary>
internal sealed class KeyRing(IOptions<ParleyOptions> options, ApiKeyStore store)
{
    private readonly (ApiKeyKind Kind, byte[] Hash)[] _configured =
    [
        .. options.Value.Keys.Public.Select(k => (ApiKeyKind.Public, ApiKeyStore.HashOf(k))),
        .. options.Value.Keys.Private.Select(k => (ApiKeyKind.Private, ApiKeyStore.HashOf(k))),
    ];

    /// <summary>What the key opens now; <see langword="null"/> when nothing. Takes the same time whether and wherever a key matches.</summary>
    public async Task<ApiKeyKind?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = ApiKeyStore.HashOf(secret);
        ApiKeyKind? found = null;
        foreach (var (kind, known) in _configured)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? kind : found;
        }

        return found ?? (await store.FindAsync(secret, cancellationToken) is { RevokedAt: null } key ? key.Kind : null);
    }
}
