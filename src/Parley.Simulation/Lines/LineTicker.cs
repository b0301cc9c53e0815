namespace Parley.Simulation.Lines;

/// <summary>Drives the sound of all lines, 20 ms at a time. Counts ticks from the elapsed time, so a late timer catches up and nothing drifts.</summary>
internal sealed class LineTicker(TimeProvider time) : IAsyncDisposable
{
    /// <summary>How much sound a tick carries.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>After a longer standstill (a suspended machine) the rest is let go: nobody wants a second of sound at once.</summary>
    private const int MostAtOnce = 50;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Action[] _lines = [];
    private Task _running = Task.CompletedTask;

    /// <summary>Starts to tick.</summary>
    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Calls a line from the next tick on.</summary>
    public void Add(Action line)
    {
        lock (_gate)
        {
            _lines = [.. _lines, line];
        }
    }

    /// <summary>Lets go of a line.</summary>
    public void Remove(Action line)
    {
        lock (_gate)
        {
            _lines = [.. _lines.Where(other => other != line)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var (start, done) = (time.GetTimestamp(), 0L);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // To the nearest tick: the timer may be a little early or late.
                var due = (time.GetElapsedTime(start) + (Tick / 2)).Ticks / Tick.Ticks;
                for (done = Math.Max(done, due - MostAtOnce); done < due; done++)
                {
                    Array.ForEach(_lines, line => line());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The carrier stops.
        }
    }
}
