using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Retention;

/// <summary>Deletes what is older than it is to be kept: at the start and once a day, in batches, so that nobody who writes waits for long.</summary>
internal sealed partial class Purge(IEnumerable<IRetained> kinds, IOptions<ParleyOptions> options, TimeProvider time, ILogger<Purge> logger) : IHostedService, IDisposable
{
    private const int Batch = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _running;
    }

    /// <summary>Does it once.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var kind in kinds)
        {
            if (kind.Keep(options.Value.Retention) is { } keep)
            {
                await PurgeAsync(kind, now - keep, cancellationToken);
            }
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await PurgeAsync(cancellationToken);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task PurgeAsync(IRetained kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            var (count, batch) = (0, Batch);
            while (batch == Batch)
            {
                batch = await kind.PurgeAsync(before, Batch, cancellationToken);
                count += batch;
                await Task.Yield();
            }

            if (count > 0)
            {
                Log.Purged(logger, count, kind.Name, before);
            }
        }
        catch (Exception e) when (e is DbException or RetryLimitExceededException or IOException or UnauthorizedAccessException)
        {
            Log.Failed(logger, e, kind.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Count} {Kind} from before {Before:u}")]
        public static partial void Purged(ILogger logger, int count, string kind, DateTimeOffset before);

        [LoggerMessage(Level = LogLevel.Error, Message = "The purge of {Kind} failed; it is tried again tomorrow")]
        public static partial void Failed(ILogger logger, Exception exception, string kind);
    }
}

/// <summary>Adds the purge.</summary>
internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IRetained, RetainedSessions>(),
            ServiceDescriptor.Singleton<IRetained, RetainedTranscripts>(),
            ServiceDescriptor.Singleton<IRetained, RetainedRecordings>(),
            ServiceDescriptor.Singleton<IRetained, RetainedCaptures>(),
            ServiceDescriptor.Singleton<IRetained, RetainedAudit>(),
            ServiceDescriptor.Singleton<IRetained, RetainedDialAudit>(),
            ServiceDescriptor.Singleton<IRetained, RetainedLogs>(),
            ServiceDescriptor.Singleton<IRetained, RetainedRooms>(),
            ServiceDescriptor.Singleton<IRetained, RetainedRequests>(),
        ]);
        services.TryAddSingleton<Purge>();
        return services.AddHostedService(s => s.GetRequiredService<Purge>());
    }
}
