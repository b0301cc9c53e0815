namespace Parley.Telephony.Outcomes;

/// <summary>What the last event of a call amounts to; with the facts gathered on the way it makes the outcome.</summary>
internal sealed record Verdict(CallEnding Ending, CallParty HungUpBy)
{
    public int? SipStatus { get; init; }

    public string? SipReason { get; init; }

    public int? Cause { get; init; }

    public bool CauseIsDerived { get; init; }

    public string? Error { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyList<string> Redirects { get; init; } = [];
}
