using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Api;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Storage;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing.Retries;

/// <summary>Starts the sessions of retries when they are due. Each is claimed before anything is done for it: a crash in between loses it rather than calls twice.</summary>
internal sealed partial class RetryService(
    RetryStore retries, RetrySignal signal, DialLedger ledger, AgentCatalog agents, SessionStarter starter, StorageProvider storage, TimeProvider time, ILogger<RetryService> logger)
    : IHostedService, IDisposable
{
    private const int AtATime = 20;

    /// <summary>How long to wait for a slot of an agent that has none free.</summary>
    private static readonly TimeSpan UntilFree = TimeSpan.FromSeconds(30);

    /// <summary>How often to look whether another server has left something, and how long after an error.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await retries.EndLostAsync(cancellationToken);
        _running = RunAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _running.UntilAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var changed = signal.Next;
            TimeSpan? wait = LookAgain;
            try
            {
                foreach (var retry in await retries.DueAsync(AtATime, CancellationToken.None))
                {
                    await TryStartAsync(retry);
                }

                wait = await NextWaitAsync();
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end all retries.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.Failed(logger, fault);
            }

            await WaitAsync(wait, changed);
        }
    }

    private async Task<TimeSpan?> NextWaitAsync()
    {
        var wait = await retries.NextDueAsync(CancellationToken.None) - time.GetUtcNow();
        return wait is null && !storage.SingleWriter ? LookAgain
            : wait is { } until ? TimeSpan.FromTicks(Math.Clamp(until.Ticks, 0, (storage.SingleWriter ? LongestTimer : LookAgain).Ticks))
            : null;
    }

    private async Task WaitAsync(TimeSpan? wait, Task changed)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var timer = Task.Delay(wait ?? Timeout.InfiniteTimeSpan, time, enough.Token);
        await Waits.FirstAsync(timer, changed);
        enough.Cancel();
    }

    private async Task TryStartAsync(DialoutRetry retry)
    {
        if (_stop.IsCancellationRequested || !await retries.TryClaimAsync(retry.Id, CancellationToken.None))
        {
            return;
        }

        PhoneNumber? number = PhoneNumber.TryParse(retry.Destination, out var parsed) ? parsed : null;
        var judgement = await ledger.JudgeAsync(new(retry.Destination, number, number is null ? retry.Destination : null) { Agent = retry.Agent }, CancellationToken.None);
        await (judgement.Against switch
        {
            { AllowedAt: { } later } => retries.PostponeAsync(retry.Id, later, CancellationToken.None),
            { Text: { } forbidden } => retries.GiveUpAsync(retry.Id, forbidden, CancellationToken.None),
            _ when !agents.Contains(retry.Agent) => retries.GiveUpAsync(retry.Id, "there is no such agent any more", CancellationToken.None),
            _ => StartAsync(retry),
        });
    }

    private async Task StartAsync(DialoutRetry retry)
    {
        if (StartRequestReader.TryRead(RetryStart.Read(retry.Start, time.GetUtcNow()), time.GetUtcNow(), out var start) is { } wrong)
        {
            await retries.GiveUpAsync(retry.Id, wrong.Text, CancellationToken.None);
            return;
        }

        var started = await starter.StartAsync(
            retry.Agent, start! with { Retry = new(retry.Destination, retry.Attempts, retry.SessionId) }, CancellationToken.None);
        await (started.Admission is SessionAdmission.Started
            ? retries.StartedAsync(retry.Id, started.SessionId, CancellationToken.None)
            : retries.PostponeAsync(retry.Id, time.GetUtcNow() + UntilFree, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Retries that are due could not be started")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
