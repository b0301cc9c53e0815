namespace Parley.Server.Sessions;

/// <summary>Cancelling what others have a hand in.</summary>
internal static class Cancelling
{
    /// <summary>
    /// Cancels, but not here: what an agent has registered with the token may throw or hang, and whoever cancels is not to blame. Unlike
    /// <c>CancelAsync</c> it stays with the ambient scheduler, which a simulation depends on.
    /// </summary>
    public static void CancelAside(this CancellationTokenSource source) => _ = CancelNextAsync(source);

    private static async Task CancelNextAsync(CancellationTokenSource source)
    {
        await Task.Yield();
        source.Cancel();
    }
}
