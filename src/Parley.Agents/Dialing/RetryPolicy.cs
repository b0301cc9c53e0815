namespace Parley.Agents;

/// <summary>When and how often to call somebody again.</summary>
public sealed record RetryPolicy
{
    /// <summary>No retries.</summary>
    public static RetryPolicy None { get; } = new() { MaxAttempts = 1 };

    /// <summary>How many attempts in all, those of earlier sessions included.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long to wait after the first attempt, the second, and so on; the last counts for all further ones.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>After which endings.</summary>
    public IReadOnlyList<RetryCause> Causes { get; init; } = [RetryCause.Busy, RetryCause.NoAnswer, RetryCause.Congestion, RetryCause.Unreachable];

    /// <summary>The longest wait that the session stays for; after a longer one the host starts a new session with the same body.</summary>
    public TimeSpan LongestWaitInSession { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait after an attempt; <see langword="null"/> when there is to be no other.</summary>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="cause">Why the last of them was in vain; <see langword="null"/> when nothing speaks for another.</param>
    /// <param name="askedFor">How long the network wants us to wait at least.</param>
    public TimeSpan? WaitAfter(int attempts, RetryCause? cause, TimeSpan? askedFor = null)
    {
        if (cause is not { } why || attempts >= MaxAttempts || !Causes.Contains(why))
        {
            return null;
        }

        var wait = Waits.Count == 0 ? TimeSpan.Zero : Waits[Math.Clamp(attempts - 1, 0, Waits.Count - 1)];
        return askedFor > wait ? askedFor : wait;
    }
}
