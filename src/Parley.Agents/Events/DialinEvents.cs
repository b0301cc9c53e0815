namespace Parley.Agents;

/// <summary>Something happened to a leg that called in (contract 6.2).</summary>
/// <param name="SessionId">The leg; also the id of its participant.</param>
public abstract record DialinEvent(string SessionId) : AgentEvent
{
    /// <summary>Ties the events of one action together.</summary>
    public string? ActionTraceId { get; init; }

    /// <summary>The caller's name or number. Personal data.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The caller's address (From). Personal data.</summary>
    public string? SipFrom { get; init; }

    /// <summary>The number or address that was called.</summary>
    public string? SipTo { get; init; }

    /// <summary>The number or address that the network vouches for (P-Asserted-Identity); absent when the caller wants to stay unknown. Personal data.</summary>
    public string? SipIdentity { get; init; }

    /// <summary>Whether the caller wants to stay unknown (Privacy).</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Who diverted the call here, the latest first (Diversion, or History-Info). Personal data.</summary>
    public IReadOnlyList<DialinDiversion> Diversions { get; init; } = [];

    /// <summary>The INVITE's <c>X-</c> headers and User-to-User.</summary>
    public IReadOnlyDictionary<string, string> SipHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The SIP Call-ID.</summary>
    public string? SipCallId { get; init; }

    /// <summary>The trunk or provider that carries the call.</summary>
    public string? Provider { get; init; }
}

/// <summary>Callers can be sent to the room at this SIP address. Comes once for each of the room's addresses, when the agent has joined.</summary>
/// <param name="SipEndpoint"><c>room.index@domain</c>, to be called with <c>sip:</c> before it.</param>
public sealed record DialinReady(string SipEndpoint) : AgentEvent
{
    /// <summary>The trunk or provider that carries the calls.</summary>
    public string? Provider { get; init; }
}

/// <summary>A call came in and was taken on; its <see cref="ParticipantJoined"/> follows.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialinConnected(string SessionId) : DialinEvent(SessionId);

/// <summary>A call that was in the room is over. Terminal.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialinStopped(string SessionId) : DialinEvent(SessionId)
{
    /// <summary>How it sounded.</summary>
    public CallQuality? Quality { get; init; }
}

/// <summary>A call that came in did not get into the room: no codec in common, the room full, the caller gone too soon. Terminal.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialinError(string SessionId) : DialinEvent(SessionId)
{
    /// <summary>What went wrong.</summary>
    public string? Message { get; init; }

    /// <summary>The same text as <see cref="Message"/>, which other readers expect.</summary>
    public string? ErrorMsg => Message;

    /// <summary>What failed.</summary>
    public string Type { get; init; } = "start-failed";

    /// <summary>Where it came in.</summary>
    public DialinErrorDetails? Details { get; init; }
}

/// <summary>Where a call came in.</summary>
/// <param name="SipEndpoint">The address that was called.</param>
public sealed record DialinErrorDetails(string SipEndpoint);

/// <summary>One diversion of a call that came in.</summary>
/// <param name="Party">The number or address that the call was for. Personal data.</param>
/// <param name="Reason">Why it went on: <c>user-busy</c>, <c>no-answer</c>, <c>unconditional</c> ...; <see langword="null"/> when it is not said.</param>
public sealed record DialinDiversion(string Party, string? Reason);
