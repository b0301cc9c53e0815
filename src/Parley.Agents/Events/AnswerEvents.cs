using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>It is decided who answered. A verdict may be revised once more is known.</summary>
/// <param name="ParticipantId">The leg.</param>
/// <param name="AnsweredBy">Who.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">What the verdict rests on, in words.</param>
public sealed record AnswerDetected(string? ParticipantId, AnsweredBy AnsweredBy, double Confidence, string Reason)
    : ConversationEvent(ParticipantId)
{
    /// <summary>Whether it will not be revised any more, so that irreversible acts may follow.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>An earlier verdict was wrong.</summary>
/// <param name="ParticipantId">The leg.</param>
/// <param name="AnsweredBy">Who it is.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">What the verdict rests on, in words.</param>
public sealed record AnswerRevised(string? ParticipantId, AnsweredBy AnsweredBy, double Confidence, string Reason)
    : ConversationEvent(ParticipantId)
{
    /// <summary>Whether it will not be revised any more, so that irreversible acts may follow.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>A machine's record beep has ended.</summary>
/// <param name="ParticipantId">The leg.</param>
/// <param name="Frequency">The beep's pitch, in Hz.</param>
public sealed record BeepHeard(string? ParticipantId, double Frequency) : ConversationEvent(ParticipantId);

/// <summary>A machine is recording: a message may be left from its first word.</summary>
/// <param name="ParticipantId">The leg.</param>
public sealed record LeaveMessageNow(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>Who answered a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnsweredBy>))]
public enum AnsweredBy
{
    /// <summary>Cannot be told.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,

    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("human")] Human,

    /// <summary>An answering machine or voicemail.</summary>
    [JsonStringEnumMemberName("machine")] Machine,

    /// <summary>A call screener that asks who is calling.</summary>
    [JsonStringEnumMemberName("screening")] Screening,

    /// <summary>A menu.</summary>
    [JsonStringEnumMemberName("ivr")] Ivr,

    /// <summary>An announcement of the network: number out of service.</summary>
    [JsonStringEnumMemberName("intercept")] Intercept,

    /// <summary>A fax machine.</summary>
    [JsonStringEnumMemberName("fax")] Fax,

    /// <summary>A busy tone.</summary>
    [JsonStringEnumMemberName("busy")] Busy,

    /// <summary>It still rings, although the call was answered (late answer supervision).</summary>
    [JsonStringEnumMemberName("ringback")] Ringback,

    /// <summary>Nobody says anything.</summary>
    [JsonStringEnumMemberName("silence")] Silence,
}
