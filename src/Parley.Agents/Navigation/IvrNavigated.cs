using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Something happened on the way through a phone menu.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="Status">What.</param>
public sealed record IvrNavigated(string? ParticipantId, IvrStatus Status) : ConversationEvent(ParticipantId)
{
    /// <summary>The keys that were pressed, if any were.</summary>
    public string? Keys { get; init; }

    /// <summary>Whether a recorded route said so, and no model.</summary>
    public bool IsReplayed { get; init; }
}

/// <summary>Where the way through a phone menu stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IvrStatus>))]
public enum IvrStatus
{
    /// <summary>It is a menu.</summary>
    [JsonStringEnumMemberName("detected")] Detected,

    /// <summary>Keys were pressed.</summary>
    [JsonStringEnumMemberName("pressed")] Pressed,

    /// <summary>There is nothing to press yet.</summary>
    [JsonStringEnumMemberName("wait")] Wait,

    /// <summary>The goal is reached.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>There is no way from here.</summary>
    [JsonStringEnumMemberName("stuck")] Stuck,

    /// <summary>A person is there: the conversation begins.</summary>
    [JsonStringEnumMemberName("conversation")] Conversation,
}
