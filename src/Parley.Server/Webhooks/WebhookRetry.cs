namespace Parley.Server.Webhooks;

/// <summary>What is done about a webhook that does not take its events: <c>retryType</c> of contract 6.6.</summary>
internal enum WebhookRetry
{
    /// <summary>After three failures in a row it is sent nothing until it is updated. The default.</summary>
    CircuitBreaker,

    /// <summary>It is tried again and again, ever more rarely.</summary>
    Exponential,
}

/// <summary>The words of the API, and the waits between tries.</summary>
internal static class WebhookRetries
{
    public const string CircuitBreaker = "circuit-breaker";
    public const string Exponential = "exponential";

    /// <summary>So many failures in a row open the circuit.</summary>
    public const int FailuresThatOpen = 3;

    private static readonly TimeSpan CircuitBreakerWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMinutes(15);

    public static string ToWire(this WebhookRetry retry) => retry is WebhookRetry.Exponential ? Exponential : CircuitBreaker;

    public static WebhookRetry Read(string? wire) => wire is Exponential ? WebhookRetry.Exponential : WebhookRetry.CircuitBreaker;

    /// <summary>How long after a failed try the next comes: 1, 2, 4, 8 ... seconds, at most 15 minutes; always 5 seconds while a circuit is closed.</summary>
    /// <param name="retry">The kind.</param>
    /// <param name="attempts">How many tries have failed, at least one.</param>
    public static TimeSpan WaitAfter(this WebhookRetry retry, int attempts) => retry is WebhookRetry.CircuitBreaker
        ? CircuitBreakerWait
        : attempts > 10 ? LongestWait : TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << (attempts - 1)));
}
