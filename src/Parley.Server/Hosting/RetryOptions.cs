using Parley.Agents;

namespace Parley.Server.Hosting;

/// <summary>When and how often agents call again by themselves: <c>Parley:Dialout:Retry</c>.</summary>
public sealed class RetryOptions
{
    /// <summary>How many attempts in all, 1..20. Default: 1, so nothing is retried.</summary>
    public int MaxAttempts { get; set; } = 1;

    /// <summary>How long to wait after each attempt; the last counts for all further ones. Default: 5 minutes, 30 minutes, 2 hours.</summary>
    public IList<TimeSpan> Waits { get; } = [];

    /// <summary>After which endings: <c>busy</c>, <c>no-answer</c>, <c>congestion</c>, <c>unreachable</c>, <c>dropped</c>, <c>voicemail</c>. Default: the first four.</summary>
    public IList<string> Causes { get; } = [];

    /// <summary>The longest wait that a session stays for; after longer ones a new session is started. Default: one minute.</summary>
    public TimeSpan LongestWaitInSession { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The same for agents.</summary>
    internal RetryPolicy ToPolicy()
    {
        var policy = new RetryPolicy { MaxAttempts = MaxAttempts, LongestWaitInSession = LongestWaitInSession };
        policy = Waits.Count > 0 ? policy with { Waits = [.. Waits] } : policy;
        return Causes.Count > 0 ? policy with { Causes = [.. Causes.Select(name => RetryCauses.TryParse(name, out var cause) ? cause : throw new InvalidOperationException("The settings were not validated."))] } : policy;
    }
}
