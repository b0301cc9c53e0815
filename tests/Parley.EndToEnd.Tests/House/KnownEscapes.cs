#pragma warning disable RS0030, CA1822, CA2016, CA5394, CA2000, xUnit1051 // Everything here is what must not be done.
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parley.EndToEnd.Tests.House;

/// <summary>Every way out of a single-threaded scheduler, taken on purpose. Nothing of it is ever run: it is there to be found.</summary>
internal static class KnownEscapes
{
    public static async Task ReadsAllAsync(ChannelReader<int> reader)
    {
        await foreach (var _ in reader.ReadAllAsync())
        {
        }
    }

    public static Task WaitsWithAWayOutAsync(Task task, CancellationToken cancellationToken) => task.WaitAsync(cancellationToken);

    public static async Task<int> WaitsForAResultWithAWayOutAsync(Task<int> task, CancellationToken cancellationToken) => await task.WaitAsync(cancellationToken);

    public static async Task WaitsForAnyAsync(Task one, Task other) => await Task.WhenAny(one, other);

    public static async Task WaitsForAllAsync(IEnumerable<Task> tasks) => await Task.WhenAll(tasks);

    public static async Task LeavesItsContextAsync(Task task) => await task.ConfigureAwait(false);

    public static Task<bool> MakesATaskAsync(ChannelReader<int> reader) => reader.WaitToReadAsync().AsTask();

    public static async Task CancelsAsync(CancellationTokenSource source) => await source.CancelAsync();

    public static async Task EntersAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken) => await semaphore.WaitAsync(cancellationToken);

    public static Task RunsAside() => Task.Run(() => { });

    public static Task RunsInParallelAsync(IEnumerable<int> numbers) => Parallel.ForEachAsync(numbers, (_, _) => ValueTask.CompletedTask);

    public static bool QueuesOnThePool() => ThreadPool.QueueUserWorkItem(_ => { });

    public static Thread StartsAThread() => new(() => { });

    public static async Task DelaysAsync() => await Task.Delay(TimeSpan.FromSeconds(1));

    public static PeriodicTimer TicksByTheMachine() => new(TimeSpan.FromSeconds(1));

    public static CancellationTokenSource GivesUpByTheMachine() => new(TimeSpan.FromSeconds(1));

    public static TimeProvider Now(TimeProvider? time) => time ?? TimeProvider.System;

    public static async Task<Func<Task<DateTimeOffset>>> NowInAClosure(TimeSpan later)
    {
        await Task.Yield();
        return async () =>
        {
            await Task.Yield();
            return DateTimeOffset.UtcNow + later;
        };
    }

    public static Func<Guid> NewIdAsADelegate() => Guid.NewGuid;

    public static IEnumerable<int> Draws()
    {
        while (true)
        {
            yield return Random.Shared.Next();
        }
    }

    public static int ByHashCode(ConcurrentDictionary<string, int> numbers) => numbers.Keys.Count;

    public static Task<string> ReadsAFileAsync(string path) => File.ReadAllTextAsync(path);

    /// <summary>The same wishes, fulfilled without leaving.</summary>
    public static async Task StaysAsync(ChannelReader<int> reader, SemaphoreSlim semaphore, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        await semaphore.WaitAsync();
        while (await reader.WaitToReadAsync(patience.Token) && reader.TryRead(out var seed))
        {
            await Task.Yield();
            _ = new Random(seed).Next() + time.GetTimestamp();
        }
    }
}
