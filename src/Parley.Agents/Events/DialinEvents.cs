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

    /// <summary>The INVITE's <c>X-</c> headers.</summary>
    public IReadOnlyDictionary<string, string> SipHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The SIP Call-ID.</summary>
    public string? SipCallId { get; init; }

    /// <summary>The trunk or provider that carries the call.</summary>
    public string? Provider { get; init; }
}

/// <summary>A call came in and was taken on; its <see cref="ParticipantJoined"/> follows.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialinConnected(string SessionId) : DialinEvent(SessionId);

/// <summary>A call that came in is over. Terminal.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialinStopped(string SessionId) : DialinEvent(SessionId)
{
    /// <summary>How it sounded; <see langword="null"/> when it was not answered.</summary>
    public CallQuality? Quality { get; init; }
}
