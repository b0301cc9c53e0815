using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests.House;

/// <summary>Members with which code leaves a single-threaded scheduler, or with which two runs of the same call are not the same.</summary>
internal static partial class Escapes
{
    /// <summary>Whether a member is one.</summary>
    public static bool Includes(string member) =>
        Scheduling().IsMatch(member) || WithoutClock().IsMatch(member) || Clocks().IsMatch(member) || Chance().IsMatch(member)
        || Order().IsMatch(member) || Outside().IsMatch(member);

    /// <summary>What goes on on the thread pool or a thread of its own, or may.</summary>
    [GeneratedRegex("""
        ^System\.Threading\.(
            Channels\.ChannelReader`1\.ReadAllAsync\(
          | Tasks\.(Task|Task`1)\.(WaitAsync|WhenAny|WhenAll|WhenEach|Run|ContinueWith|ConfigureAwait|get_Factory|Wait|WaitAll|WaitAny)\(
          | Tasks\.(ValueTask|ValueTask`1)\.(ConfigureAwait|AsTask)\(
          | Tasks\.TaskAsyncEnumerableExtensions\.ConfigureAwait\(
          | Tasks\.(TaskFactory|TaskFactory`1|Parallel|TaskScheduler)\.
          | CancellationTokenSource\.CancelAsync\(
          | SemaphoreSlim\.(Wait\(|WaitAsync\([^)])
          | (Thread|ThreadPool|Timer|Barrier|CountdownEvent)\.(\.ctor|Sleep|Start|Queue|UnsafeQueue|Register|SignalAndWait|Wait)
        )
        | ^System\.Timers\. | ^System\.Progress`1\.\.ctor | ^System\.Linq\.AsyncEnumerable\. | ^Microsoft\.Extensions\.Hosting\.BackgroundService\.\.ctor
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Scheduling();

    /// <summary>Timers that run on the machine's clock because they are given none.</summary>
    [GeneratedRegex("""
        ^System\.Threading\.(
            Tasks\.Task\.Delay\((?!.*TimeProvider)
          | PeriodicTimer\.\.ctor\((?!.*TimeProvider)
          | CancellationTokenSource\.(\.ctor\([^)]|CancelAfter\()(?!.*TimeProvider)
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex WithoutClock();

    /// <summary>The machine's clocks.</summary>
    [GeneratedRegex("""
        ^System\.(
            (DateTime|DateTimeOffset)\.get_(Now|UtcNow|Today)\(
          | Diagnostics\.Stopwatch\.
          | Environment\.get_TickCount
          | TimeProvider\.get_System\(
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Clocks();

    /// <summary>What is drawn anew in each run.</summary>
    [GeneratedRegex("""
        ^System\.(
            Guid\.(NewGuid|CreateVersion7)\(
          | Random\.(get_Shared\(|\.ctor\(\))
          | Security\.Cryptography\.RandomNumberGenerator\.
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Chance();

    /// <summary>An order that follows hash codes, which differ from process to process.</summary>
    [GeneratedRegex("""
        ^System\.Collections\.Concurrent\.(ConcurrentDictionary`2\.(get_Keys|get_Values|GetEnumerator|ToArray)|ConcurrentBag`1\.)\(?
        | ^System\.Collections\.Immutable\.Immutable(Dictionary`2|HashSet`1)\.GetEnumerator
        | ^System\.Collections\.Frozen\.\w+`\d\.(get_Keys|get_Values|get_Items|GetEnumerator)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Order();

    /// <summary>The world outside of the process, which answers when it likes and on a thread of its own.</summary>
    [GeneratedRegex("""
        ^System\.(
            IO\.[\w.]+\.\w+Async\(
          | Net\.Sockets\.\w+\.\w+Async\(
          | Net\.Dns\.
          | Net\.Http\.[\w.]+\.\w+Async\(
          | Diagnostics\.Process\.(Start|Wait)
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Outside();
}
