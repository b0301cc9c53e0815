namespace Parley.Agents;

/// <summary>The other side began to speak.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record UserStartedSpeaking(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The other side's turn is over: silent for the turn's silence window, or cut at its longest.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record UserStoppedSpeaking(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>What the other side said. Personal data.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="Text">The words.</param>
/// <param name="IsFinal">Whether the text will not change any more.</param>
public sealed record UserTranscript(string? ParticipantId, string Text, bool IsFinal) : ConversationEvent(ParticipantId);

/// <summary>The first sample of a bot turn went into the room.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record BotStartedSpeaking(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The bot's turn is over: played to its last sample, or interrupted.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record BotStoppedSpeaking(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The other side spoke into the bot's turn, which was cut there.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record BotInterrupted(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The bot fell silent, since the other side may be speaking into its turn. It goes on, or is interrupted.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record BotPaused(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>It was nothing, a cough or an "uh-huh": the bot goes on where it was.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record BotResumed(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The bot no longer listens to the other side.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record UserMuteStarted(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>The bot listens again.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record UserMuteStopped(string? ParticipantId) : ConversationEvent(ParticipantId);

/// <summary>What the bot really said, judged by the samples that went into the room; one per turn. Personal data.</summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
/// <param name="Text">The words that were played.</param>
/// <param name="IsInterrupted">Whether more was meant to be said.</param>
public sealed record BotTranscript(string? ParticipantId, string Text, bool IsInterrupted) : ConversationEvent(ParticipantId);
