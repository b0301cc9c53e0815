using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Deployments;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Hosting;

/// <summary>
/// What happens around the life of the server: before anything listens, the storage is brought up to date and what a crash left open
/// is closed; before anything stops, the sessions are ended while their calls can still be hung up.
/// </summary>
internal sealed partial class ParleyLifecycle(
    IOptions<ParleyOptions> options,
    StorageProvider provider,
    Database database,
    IdentityStore identities,
    ApiKeyStore keys,
    NumberStore numbers,
    SessionStore sessions,
    AttemptStore attempts,
    IdempotencyStore requests,
    LiveSessions live,
    LiveRooms rooms,
    PublicUrl publicUrl,
    AgentCatalog agents,
    AgentDirectory directory,
    Announcer announcer,
    ILogger<ParleyLifecycle> logger) : IHostedLifecycleService, IDisposable
{
    private IDisposable? _claim;
    private FirstKeys? _firstKeys;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        _claim = provider.Claim(settings.Storage.ConnectionString);
        await database.MigrateAsync(cancellationToken);
        await identities.GetAsync(cancellationToken);
        await directory.LoadAsync(cancellationToken);

        var (lostAttempts, lostSessions) = (await attempts.EndLostAsync(cancellationToken), await sessions.EndLostAsync(cancellationToken));
        if (lostAttempts + lostSessions > 0)
        {
            Log.Lost(logger, lostSessions, lostAttempts);
        }

        await requests.EndLostAsync(cancellationToken);
        await numbers.UpsertAsync(settings.Numbers, cancellationToken);
        if (settings.Keys.Public.Count + settings.Keys.Private.Count == 0)
        {
            _firstKeys = await keys.CreateFirstAsync(cancellationToken);
            announcer.Announce(_firstKeys);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_firstKeys is not null && agents.Names.FirstOrDefault() is { } agent)
        {
            announcer.AnnounceExample(publicUrl.Value, agent, _firstKeys.Public);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await live.StopAllAsync(cancellationToken);
        await rooms.StopAllAsync(cancellationToken);   // Those without an agent.
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _claim?.Dispose();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The server had stopped unexpectedly: {Sessions} sessions were ended, {Attempts} dial-out attempts are in doubt. None is dialled again.")]
        public static partial void Lost(ILogger logger, int sessions, int attempts);
    }
}
