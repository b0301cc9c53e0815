using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>All keys that open the API: those of the configuration and those of the database.</summary>
internal sealed partial class KeyRing(IOptions<ParleyOptions> options, ApiKeyStore store, TimeProvider time, ILogger<KeyRing> logger)
{
    private readonly (Caller Caller, byte[] Hash)[] _configured =
    [
        .. options.Value.Keys.Public.Select(k => Configured(ApiKeyKind.Public, k)),
        .. options.Value.Keys.Private.Select(k => Configured(ApiKeyKind.Private, k)),
    ];

    /// <summary>Whose key it is; <see langword="null"/> when it opens nothing now. Takes the same time whether and wherever a key matches. Nothing is kept between two calls.</summary>
    public async Task<Caller?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = ApiKeyStore.HashOf(secret);
        Caller? found = null;
        foreach (var (caller, known) in _configured)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? caller : found;
        }

        if (found is not null)
        {
            return found;
        }

        var key = await store.FindAsync(secret, cancellationToken);
        if (key is null || !key.IsLiveAt(time.GetUtcNow()))
        {
            return null;
        }

        await NoteUseAsync(key, cancellationToken);
        return new(key.Kind, $"{key.Id}", key.Name, key.Agents);
    }

    private static (Caller, byte[]) Configured(ApiKeyKind kind, string secret)
    {
        var hash = ApiKeyStore.HashOf(secret);
        return (new(kind, $"configuration-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}", "configuration", Agents: null), hash);
    }

    private async Task NoteUseAsync(ApiKey key, CancellationToken cancellationToken)
    {
        try
        {
            await store.NoteUseAsync(key, cancellationToken);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            Log.UseNotNoted(logger, e, key.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "That key {KeyId} was used could not be written")]
        public static partial void UseNotNoted(ILogger logger, Exception exception, Guid keyId);
    }
}
