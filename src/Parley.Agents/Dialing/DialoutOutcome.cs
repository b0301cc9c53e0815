using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>How a dial-out went: the facts, written once it is over.</summary>
public sealed record DialoutOutcome
{
    /// <summary>How far it came.</summary>
    public required DialoutStage Stage { get; init; }

    /// <summary>The final SIP status; 200 for a call that was answered; <see langword="null"/> when none came.</summary>
    public int? SipStatus { get; init; }

    /// <summary>The Q.850 cause that the far end gave (RFC 3326).</summary>
    public int? Q850Cause { get; init; }

    /// <summary>Whether the far end said that it rang (180, or 183 with sound).</summary>
    public bool Rang { get; init; }

    /// <summary>What was heard before the answer, the most telling of it; <see langword="null"/> when nothing was, or nothing that could be understood.</summary>
    public EarlySound? EarlyMedia { get; init; }

    /// <summary>Whether sound came from the far end after the answer.</summary>
    public bool MediaFlowed { get; init; }

    /// <summary>Who ended it.</summary>
    public required HangUpParty EndedBy { get; init; }

    /// <summary>Whether the same call may well succeed later.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>Why the call is worth another attempt; <see langword="null"/> when it is not, or nobody can tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryCause? RetryCause { get; init; }

    /// <summary>How long the network wants us to wait before another attempt.</summary>
    [JsonPropertyName("retryAfterSec"), JsonConverter(typeof(NullableSecondsConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What went wrong, in words; <see langword="null"/> when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Whom the call was handed to by REFER, when that worked. Personal data.</summary>
    public string? TransferredTo { get; init; }

    /// <summary>When the room accepted the request.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the far end first answered the INVITE with a provisional response.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When it began to ring.</summary>
    public DateTimeOffset? RangAt { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was over.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How it sounded; <see langword="null"/> when it was not answered.</summary>
    public CallQuality? Quality { get; init; }
}

/// <summary>How far a dial-out came.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DialoutStage>))]
public enum DialoutStage
{
    /// <summary>Accepted by the room; nothing was heard from the far end.</summary>
    [JsonStringEnumMemberName("accepted")] Accepted,

    /// <summary>The far end took the INVITE (1xx).</summary>
    [JsonStringEnumMemberName("connected")] Connected,

    /// <summary>It rang.</summary>
    [JsonStringEnumMemberName("ringing")] Ringing,

    /// <summary>It was answered.</summary>
    [JsonStringEnumMemberName("answered")] Answered,
}

/// <summary>Who ended a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HangUpParty>))]
public enum HangUpParty
{
    /// <summary>The far end: it hung up, or refused.</summary>
    [JsonStringEnumMemberName("callee")] Callee,

    /// <summary>The agent: it stopped the dial-out, or left.</summary>
    [JsonStringEnumMemberName("agent")] Agent,

    /// <summary>The host: it shut down, or a limit was reached (ring timeout, session duration, room expiry).</summary>
    [JsonStringEnumMemberName("host")] Host,

    /// <summary>The network: nobody answered the INVITE, or media could not be agreed on.</summary>
    [JsonStringEnumMemberName("network")] Network,
}
