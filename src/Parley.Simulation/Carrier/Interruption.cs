namespace Parley.Simulation.Carrier;

/// <summary>Does something until something else happens. Plain awaits only, so that it stays in virtual time.</summary>
internal static class Interruption
{
    /// <summary>Runs an act, and cancels it when the event comes first.</summary>
    /// <param name="act">What is done.</param>
    /// <param name="interrupts">Ends when the event has come; cancelled when the act is over.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>Whether the act was cut short.</returns>
    public static async Task<bool> RunAsync(
        Func<CancellationToken, Task> act, Func<CancellationToken, Task> interrupts, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        try
        {
            await act(over.Token);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            over.Cancel();
            await watching;
        }

        async Task WatchAsync()
        {
            try
            {
                await interrupts(over.Token);
                over.Cancel();
            }
            catch (OperationCanceledException)
            {
                // The act was faster.
            }
        }
    }

    /// <summary>Waits for something for a while.</summary>
    /// <returns>Whether it came in time.</returns>
    public static async Task<bool> TryAsync(Func<CancellationToken, Task> wait, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await wait(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
