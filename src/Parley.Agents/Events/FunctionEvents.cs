using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>The model has called a function, which begins to run.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="CallId">Ties it to its <see cref="FunctionCallEnded"/>: the model's id of the call.</param>
/// <param name="Name">The function.</param>
public sealed record FunctionCallStarted(string? ParticipantId, string CallId, string Name) : ConversationEvent(ParticipantId)
{
    /// <summary>What it was called with; <see langword="null"/> when it is secret. Personal data.</summary>
    public JsonElement? Arguments { get; init; }
}

/// <summary>A function that the model called is over.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Name">The function.</param>
/// <param name="Ending">How.</param>
public sealed record FunctionCallEnded(string? ParticipantId, string CallId, string Name, FunctionCallEnding Ending) : ConversationEvent(ParticipantId)
{
    /// <summary>What the model is told of it; <see langword="null"/> when it is secret. Personal data.</summary>
    public string? Result { get; init; }

    /// <summary>How long it took.</summary>
    [JsonPropertyName("durationSec"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Duration { get; init; }
}

/// <summary>How a function call ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FunctionCallEnding>))]
public enum FunctionCallEnding
{
    /// <summary>It gave a result.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>It failed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It took too long.</summary>
    [JsonStringEnumMemberName("timed-out")] TimedOut,

    /// <summary>The other side spoke, or the conversation ended.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
