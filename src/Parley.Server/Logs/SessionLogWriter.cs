using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Storage;

namespace Parley.Server.Logs;

/// <summary>Writes the sessions' logs to the database, many lines at a time. Whoever reads them first has written what is there.</summary>
internal sealed partial class SessionLogWriter(SessionLogs logs, SessionLogStore store, TimeProvider time, ILogger<SessionLogWriter> logger) : IHostedService, IDisposable
{
    private const int MostAtATime = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = logs.Enabled ? WorkAsync() : Task.CompletedTask;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _work.UntilAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Writes what is there.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await NextTurnAsync();
        try
        {
            var lines = new List<SessionLogLine>();
            while (logs.Lines.TryRead(out var line))
            {
                lines.Add(line);
                if (lines.Count == MostAtATime)
                {
                    await store.AddAsync(lines, cancellationToken);
                    lines.Clear();
                }
            }

            if (lines.Count > 0)
            {
                await store.AddAsync(lines, cancellationToken);
            }
        }
#pragma warning disable CA1031 // A log that cannot be written must stop nothing.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.NotWritten(logger, fault);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _writing.Dispose();
    }

    // Without a token, with which the semaphore would leave the ambient scheduler, which a simulation depends on.
    private Task NextTurnAsync() => _writing.WaitAsync();

    private async Task WorkAsync()
    {
        try
        {
            while (await logs.Lines.WaitToReadAsync(_stop.Token))
            {
                await Task.Delay(Gathering, time, _stop.Token);
                await FlushAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The sessions' logs could not be written; some lines are lost")]
        public static partial void NotWritten(ILogger logger, Exception fault);
    }
}
