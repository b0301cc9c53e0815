using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Telephony.Signalling;

namespace Parley.Telephony.Trunks;

/// <summary>What goes on beside the calls for every trunk: registration, keep-alive, and learning the addresses that its calls come from.</summary>
internal sealed class TrunkCare : IAsyncDisposable
{
    private static readonly TimeSpan AddressInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AddressRetry = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private bool _disposed;

    public TrunkCare(CallEnvironment environment, TrunkTable trunks, ILoggerFactory? loggers)
    {
        var logger = loggers?.CreateLogger("Parley.Telephony.Trunks") ?? NullLogger.Instance;
        var requests = new TrunkRequests(environment);
        foreach (var trunk in trunks.Trunks)
        {
            if (trunk.Options.Register)
            {
                var random = environment.Random.Fork() ?? new Random();
                var registration = new TrunkRegistration(trunk, requests, environment.Time, random, $"{environment.Random.NewId()}@parley", logger);
                _running.Add(registration.RunAsync(_stop.Token));
            }

            if (trunk.Options.KeepAlive is { } interval && interval > TimeSpan.Zero)
            {
                _running.Add(new TrunkWatch(trunk, requests, environment.Time, logger).RunAsync(interval, _stop.Token));
            }

            if (trunk.NeedsAddresses)
            {
                _running.Add(LearnAddressesAsync(trunk, environment));
            }
        }
    }

    /// <summary>Ends it: registrations are taken back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stop.Cancel();
        foreach (var task in _running)
        {
            await task;
        }

        _stop.Dispose();
    }

    private async Task LearnAddressesAsync(Trunk trunk, CallEnvironment environment)
    {
        try
        {
            while (true)
            {
                var hops = await environment.Locator.LocateAsync(trunk.Uri, _stop.Token);
                if (hops.Count > 0)
                {
                    trunk.Addresses = [.. hops.Select(hop => hop.Address).Distinct()];
                }

                await Task.Delay(hops.Count > 0 ? AddressInterval : AddressRetry, environment.Time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
