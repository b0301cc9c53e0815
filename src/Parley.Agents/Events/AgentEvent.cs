using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>
/// Something that happened in a session. The same records reach handlers, tests, storage, webhooks and the dashboard; serialise them
/// with <see cref="AgentEventJson"/>. Their JSON carries the contract's event name as <c>action</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "action")]
[JsonDerivedType(typeof(CallStateUpdated), "call-state-updated")]
[JsonDerivedType(typeof(ParticipantJoined), "participant-joined")]
[JsonDerivedType(typeof(ParticipantLeft), "participant-left")]
[JsonDerivedType(typeof(ParticipantUpdated), "participant-updated")]
[JsonDerivedType(typeof(AppMessageReceived), "app-message")]
[JsonDerivedType(typeof(DialoutConnected), "dialout-connected")]
[JsonDerivedType(typeof(DialoutEarlyMedia), "dialout-early-media")]
[JsonDerivedType(typeof(DialoutAnswered), "dialout-answered")]
[JsonDerivedType(typeof(DialoutStopped), "dialout-stopped")]
[JsonDerivedType(typeof(DialoutError), "dialout-error")]
[JsonDerivedType(typeof(DialoutWarning), "dialout-warning")]
[JsonDerivedType(typeof(DialinReady), "dialin-ready")]
[JsonDerivedType(typeof(DialinConnected), "dialin-connected")]
[JsonDerivedType(typeof(DialinStopped), "dialin-stopped")]
[JsonDerivedType(typeof(DialinError), "dialin-error")]
[JsonDerivedType(typeof(TransferEnded), "transfer-ended")]
[JsonDerivedType(typeof(ParticipantReplaced), "participant-replaced")]
[JsonDerivedType(typeof(DtmfReceived), "dtmf-event")]
[JsonDerivedType(typeof(RecordingConsentTaken), "recording-consent")]
[JsonDerivedType(typeof(RecordingPaused), "recording-paused")]
[JsonDerivedType(typeof(RecordingResumed), "recording-resumed")]
[JsonDerivedType(typeof(AnswerDetected), "answer-detected")]
[JsonDerivedType(typeof(AnswerRevised), "answer-revised")]
[JsonDerivedType(typeof(BeepHeard), "beep-heard")]
[JsonDerivedType(typeof(LeaveMessageNow), "leave-message-now")]
[JsonDerivedType(typeof(UserStartedSpeaking), "user-started-speaking")]
[JsonDerivedType(typeof(UserStoppedSpeaking), "user-stopped-speaking")]
[JsonDerivedType(typeof(UserTranscript), "user-transcription")]
[JsonDerivedType(typeof(BotStartedSpeaking), "bot-started-speaking")]
[JsonDerivedType(typeof(BotStoppedSpeaking), "bot-stopped-speaking")]
[JsonDerivedType(typeof(BotInterrupted), "bot-interrupted")]
[JsonDerivedType(typeof(BotPaused), "bot-paused")]
[JsonDerivedType(typeof(BotResumed), "bot-resumed")]
[JsonDerivedType(typeof(UserMuteStarted), "user-mute-started")]
[JsonDerivedType(typeof(UserMuteStopped), "user-mute-stopped")]
[JsonDerivedType(typeof(BotTranscript), "bot-transcription")]
[JsonDerivedType(typeof(TurnLatency), "turn-latency")]
[JsonDerivedType(typeof(ConversationStarted), "conversation-started")]
[JsonDerivedType(typeof(ConversationEnded), "conversation-ended")]
[JsonDerivedType(typeof(FunctionCallStarted), "function-call-started")]
[JsonDerivedType(typeof(FunctionCallEnded), "function-call-ended")]
[JsonDerivedType(typeof(IvrNavigated), "ivr-navigated")]
[JsonDerivedType(typeof(ConversationError), "conversation-error")]
public abstract record AgentEvent
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }
}
