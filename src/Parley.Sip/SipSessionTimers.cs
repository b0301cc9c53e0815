namespace Parley.Sip;

/// <summary>Which side keeps a session alive (RFC 4028).</summary>
public enum SessionRefresher
{
    /// <summary>As it comes: the far end chooses where it may, and else the side that called.</summary>
    Any,

    /// <summary>We do, where the far end lets us.</summary>
    Us,

    /// <summary>The far end, where it knows how to.</summary>
    FarEnd,
}

/// <summary>
/// Session timers (RFC 4028): one side refreshes the session now and then, and a call whose refresh stays away is ended. What the far end asks for is
/// always honoured; this says what we ask for.
/// </summary>
public sealed record SipSessionTimers
{
    /// <summary>The shortest interval that the RFC lets anybody ask for.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(90);

    /// <summary>How long a session lasts without a refresh, 90 s or more; <see langword="null"/> asks for no timer. Default 30 minutes.</summary>
    public TimeSpan? Interval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The shortest interval that we let the far end ask for; a shorter one gets 422. 90 s, the default, or more.</summary>
    public TimeSpan Minimum { get; init; } = Shortest;

    /// <summary>Who is to refresh.</summary>
    public SessionRefresher Refresher { get; init; }
}
