using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Webhooks;

/// <summary>
/// Sends what is in the outbox. One loop looks for what is due, claims it and has it sent; each webhook has places of its own, so that one that hangs holds up no other. The loop
/// sleeps until something is written, a request is over or the next try is due; without webhooks it just sleeps.
/// </summary>
internal sealed partial class WebhookPump(
    Outbox outbox, WebhookStore webhooks, DeliveryStore deliveries, WebhookSender sender, WebhookSecrets secrets, IIdSource ids, IOptions<ParleyOptions> options, TimeProvider time,
    ILogger<WebhookPump> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan ClaimMargin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SharedPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _busy = [];
    private readonly List<Task> _underWay = [];
    private DateTimeOffset _nextPurge;
    private Guid? _self;
    private bool _isDisposed;
    private Task _running = Task.CompletedTask;

    private WebhookOptions Options => options.Value.Webhooks;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if ((await webhooks.ListAsync(cancellationToken)).Count > 0 && !webhooks.IsShared)
        {
            await deliveries.FreeAllAsync(cancellationToken);
        }

        outbox.Written += Wake;
        _running = RunAsync();
    }

    /// <summary>Breaks off what is under way, which is sent again by whoever comes next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        outbox.Written -= Wake;
        _stop.Cancel();
        await _running.UntilAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_isDisposed)   // It is in the services twice.
        {
            _isDisposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Something has changed: there may be something to send.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await SleepAsync(until: await GuardedRoundAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        await Waits.AllAsync(UnderWay());
    }

    private async Task SleepAsync(DateTimeOffset? until)
    {
        var now = time.GetUtcNow();
        if (until <= now)
        {
            return;
        }

        using var alarm = until is { } due ? time.CreateTimer(_ => Wake(), null, due - now, Timeout.InfiniteTimeSpan) : null;
        if (until <= time.GetUtcNow())   // The clock moved on before the alarm was set, which then rings late.
        {
            return;
        }

        await _bell.Reader.WaitToReadAsync(_stop.Token);
        _bell.Reader.TryRead(out _);
    }

    private async Task<DateTimeOffset?> GuardedRoundAsync()
    {
        try
        {
            return await RoundAsync();
        }
#pragma warning disable CA1031 // A database that is away comes back.
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Trouble(logger, fault);
            return time.GetUtcNow() + AfterTrouble;
        }
    }

    /// <summary>Has sent what is due. Gives until when there is nothing to do, if it can be said.</summary>
    private async Task<DateTimeOffset?> RoundAsync()
    {
        var all = await webhooks.ListAsync(_stop.Token);
        var now = time.GetUtcNow();
        if (all.Count > 0 && now >= _nextPurge)
        {
            await PurgeAsync(now);
        }

        var free = new List<Guid>();
        foreach (var webhook in all.Where(w => w.State is WebhookState.Active))
        {
            var places = Options.MaxConcurrency - CountUnderWay(webhook.Id);
            var claimed = places > 0 ? await deliveries.ClaimAsync(webhook.Id, places, _self ??= ids.NewId(), Options.Timeout + ClaimMargin, _stop.Token) : [];
            foreach (var one in claimed)
            {
                Send(webhook, one);
            }

            if (claimed.Count < places)
            {
                free.Add(webhook.Id);   // The others look again when a place is free.
            }
        }

        return all.Count == 0 && !webhooks.IsShared
            ? null
            : Soonest(await deliveries.NextAsync(free, _stop.Token), webhooks.IsShared ? now + SharedPoll : null, all.Count == 0 ? null : _nextPurge);
    }

    private static DateTimeOffset? Soonest(params ReadOnlySpan<DateTimeOffset?> moments)
    {
        DateTimeOffset? soonest = null;
        foreach (var moment in moments)
        {
            soonest = soonest is null || moment < soonest ? moment ?? soonest : soonest;
        }

        return soonest;
    }

    private async Task PurgeAsync(DateTimeOffset now)
    {
        _nextPurge = now + PurgeEvery;
        if (await deliveries.PurgeAsync(now - Options.KeepFor, _stop.Token) is > 0 and var never)
        {
            Log.NeverTaken(logger, never, Options.KeepFor.TotalDays);
        }
    }

    private void Send(Webhook webhook, ClaimedDelivery claimed)
    {
        lock (_gate)
        {
            _busy[webhook.Id] = _busy.GetValueOrDefault(webhook.Id) + 1;
            _underWay.RemoveAll(task => task.IsCompleted);
            _underWay.Add(SendAsync(webhook, claimed));
        }
    }

    private int CountUnderWay(Guid webhook)
    {
        lock (_gate)
        {
            return _busy.GetValueOrDefault(webhook);
        }
    }

    private Task[] UnderWay()
    {
        lock (_gate)
        {
            return [.. _underWay];
        }
    }

    private void FreePlace(Guid webhook)
    {
        lock (_gate)
        {
            if (--_busy[webhook] == 0)
            {
                _busy.Remove(webhook);
            }
        }

        Wake();
    }

    private async Task SendAsync(Webhook webhook, ClaimedDelivery claimed)
    {
        await Task.Yield();
        try
        {
            await SendAndNoteAsync(webhook, claimed);
        }
#pragma warning disable CA1031 // It is sent again when its claim has run out.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotNoted(logger, claimed.Delivery.EventId, webhook.Id, fault);
        }
        finally
        {
            FreePlace(webhook.Id);
        }
    }

    private async Task SendAndNoteAsync(Webhook webhook, ClaimedDelivery claimed)
    {
        PostResult result;
        try
        {
            result = await PostAsync(webhook, claimed.Body);
        }
        catch (OperationCanceledException)
        {
            await deliveries.GiveBackAsync(claimed, CancellationToken.None);
            return;
        }

        var attempt = new DeliveryAttempt(result.Status, result.Error);
        if (result.IsTaken)
        {
            await deliveries.SucceededAsync(claimed, attempt, CancellationToken.None);
            return;
        }

        if (await deliveries.FailedAsync(claimed, attempt, Again(webhook, claimed), CancellationToken.None))
        {
            Log.Opened(logger, webhook.Id, WebhookRetries.FailuresThatOpen, result.Error!);
        }
    }

    private async Task<PostResult> PostAsync(Webhook webhook, string body)
    {
        var (hmac, basicAuth) = (secrets.Unprotect(webhook.Hmac), secrets.Unprotect(webhook.BasicAuth));
        if (hmac is null || (basicAuth is null && webhook.BasicAuth is not null))
        {
            return new(null, $"its {(hmac is null ? "hmac" : "basicAuth")} {WebhookSecrets.Unreadable}");
        }

        return await sender.PostAsync(
            new SignedPost(new Uri(webhook.Url), hmac, Encoding.UTF8.GetBytes(body)) { BasicAuth = basicAuth, Timeout = Options.Timeout }, _stop.Token);
    }

    private DateTimeOffset? Again(Webhook webhook, ClaimedDelivery claimed)
    {
        var next = time.GetUtcNow() + webhook.Retry.WaitAfter(claimed.Delivery.Attempts);
        return webhook.Retry is WebhookRetry.Exponential && next > claimed.Delivery.CreatedAt + Options.GiveUpAfter ? null : next;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The outbox of webhooks cannot be read; it is tried again soon")]
        public static partial void Trouble(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "What became of event {EventId} for webhook {WebhookId} cannot be written; it will be sent again")]
        public static partial void NotNoted(ILogger logger, Guid eventId, Guid webhookId, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {WebhookId} failed {Failures} times in a row ({Error}) and is sent nothing until it is updated: POST /v1/webhooks/{WebhookId}")]
        public static partial void Opened(ILogger logger, Guid webhookId, int failures, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events that webhooks had not taken within {Days} days were deleted")]
        public static partial void NeverTaken(ILogger logger, int count, double days);
    }
}
