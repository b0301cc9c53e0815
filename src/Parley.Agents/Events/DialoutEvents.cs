using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Something happened to a dial-out. The fields are the union of what the contract's sources send (6.2).</summary>
/// <param name="SessionId">The leg, as in <see cref="DialoutStart.SessionId"/>.</param>
public abstract record DialoutEvent(string SessionId) : AgentEvent
{
    /// <summary>The id that the request gave the callee.</summary>
    public string? UserId { get; init; }

    /// <summary>Ties the events of one action together.</summary>
    public string? ActionTraceId { get; init; }

    /// <summary>Words about it, if any.</summary>
    public string? Message { get; init; }

    /// <summary>The number or address dialled. Personal data.</summary>
    public string? Destination { get; init; }

    /// <summary>The number shown to the callee. Personal data.</summary>
    public string? CallerId { get; init; }

    /// <summary>The SIP Call-ID.</summary>
    public string? SipCallId { get; init; }

    /// <summary>The trunk or provider that carries the call.</summary>
    public string? Provider { get; init; }
}

/// <summary>The far end takes the call on and is being alerted; nobody is off-hook.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialoutConnected(string SessionId) : DialoutEvent(SessionId);

/// <summary>Sound of the network before the answer (early media), understood. Told once for each kind of sound; nothing of it reaches the room.</summary>
/// <param name="SessionId">The leg.</param>
/// <param name="Sound">What it is.</param>
public sealed record DialoutEarlyMedia(string SessionId, EarlySound Sound) : DialoutEvent(SessionId);

/// <summary>What the network lets a caller hear before the answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EarlySound>))]
public enum EarlySound
{
    /// <summary>The ringing tone: it rings, whatever the signalling said.</summary>
    [JsonStringEnumMemberName("ringback")] Ringback,

    /// <summary>The busy or congestion tone.</summary>
    [JsonStringEnumMemberName("busy")] Busy,

    /// <summary>A voice: an announcement of the network, or whoever is reached before the call counts as answered.</summary>
    [JsonStringEnumMemberName("announcement")] Announcement,

    /// <summary>The special information tones (ITU-T E.180): the number cannot be reached as dialled.</summary>
    [JsonStringEnumMemberName("intercept")] Intercept,
}

/// <summary>Off-hook. Comes after <see cref="DialoutConnected"/>, always.</summary>
/// <param name="SessionId">The leg; also the id of the participant that has just joined.</param>
public sealed record DialoutAnswered(string SessionId) : DialoutEvent(SessionId)
{
    /// <summary>The <c>X-</c> headers and User-to-User of the answer; <see langword="null"/> when there are none.</summary>
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }
}

/// <summary>Over, after it had been connected: somebody hung up or stopped it. Terminal.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialoutStopped(string SessionId) : DialoutEvent(SessionId)
{
    /// <summary>How it went.</summary>
    public DialoutOutcome? Outcome { get; init; }
}

/// <summary>It failed: busy, declined, unreachable, no answer. Terminal.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialoutError(string SessionId) : DialoutEvent(SessionId)
{
    /// <summary>What went wrong; the same text as <see cref="DialoutEvent.Message"/>, which other readers expect.</summary>
    public string? ErrorMsg => Message;

    /// <summary>How it went.</summary>
    public DialoutOutcome? Outcome { get; init; }
}

/// <summary>Not fatal: a codec asked for could not be had.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record DialoutWarning(string SessionId) : DialoutEvent(SessionId)
{
    /// <summary>What it is about; the same text as <see cref="DialoutEvent.Message"/>, which other readers expect.</summary>
    public string? ErrorMsg => Message;
}
