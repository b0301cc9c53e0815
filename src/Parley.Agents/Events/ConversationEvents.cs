namespace Parley.Agents;

/// <summary>Something happened in a conversation of the session.</summary>
/// <param name="ParticipantId">Whom the conversation is with; <see langword="null"/> for the whole room.</param>
public abstract record ConversationEvent(string? ParticipantId) : AgentEvent;

/// <summary>The conversation has its line into the room.</summary>
/// <param name="ParticipantId">Whom it is with.</param>
public sealed record ConversationStarted(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The conversation is over.</summary>
/// <param name="ParticipantId">Whom it was with.</param>
public sealed record ConversationEnded(string? ParticipantId) : ConversationEvent(ParticipantId)
{
    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }
}

/// <summary>A model or a speech engine failed during a turn. The conversation goes on with the next turn.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="Source"><c>chat</c>, <c>text-to-speech</c>, <c>speech-to-text</c> or <c>speech-to-speech</c>.</param>
/// <param name="Message">What went wrong.</param>
public sealed record ConversationError(string? ParticipantId, string Source, string Message) : ConversationEvent(ParticipantId);
