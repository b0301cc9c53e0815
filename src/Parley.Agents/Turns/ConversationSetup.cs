using Microsoft.Extensions.AI;
using Parley.Audio.Vad;

namespace Parley.Agents.Turns;

/// <summary>What a conversation is made of.</summary>
internal sealed record ConversationSetup
{
    public required string? ParticipantId { get; init; }

    public required ConversationOptions Options { get; init; }

    public required VoiceActivityOptions VoiceActivity { get; init; }

    /// <summary>What random choices depend on.</summary>
    public required int Seed { get; init; }

    public required TurnOptions Turns { get; init; }

    /// <summary>Makes a voice activity detector for a rate in Hz.</summary>
    public required Func<int, IVoiceActivityDetector> Detector { get; init; }

    public AnsweringOptions? Answering { get; init; }

    /// <summary>Makes an answer detector for a rate in Hz.</summary>
    public Func<int, IAnswerListener>? AnswerListener { get; init; }

    public ISpeechToText? SpeechToText { get; init; }

    public ITextToSpeech? TextToSpeech { get; init; }

    public IChatClient? ChatClient { get; init; }

    /// <summary>Hears, thinks and speaks in place of the others.</summary>
    public ISpeechToSpeech? SpeechToSpeech { get; init; }

    /// <summary>What that is to be.</summary>
    public SpeechToSpeechOptions SpeechToSpeechOptions { get; init; } = new();

    /// <summary>Whether the other side is answered; otherwise only what it is told to say is said.</summary>
    public bool Answers { get; init; } = true;

    public ChatOptions? ChatOptions { get; init; }

    /// <summary>How the other side learns that it is recorded, if it is to.</summary>
    public RecordingConsent? Consent { get; init; }

    /// <summary>Has the recording go on.</summary>
    public required Action Record { get; init; }

    /// <summary>The session's clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>When the first packet at or after a timestamp went to the participant, if one did.</summary>
    public required Func<long, long?> FirstPacketAfter { get; init; }

    /// <summary>Told how far bot turns have come, by the tasks whose stage it is.</summary>
    public required Action<TurnProgress> Note { get; init; }

    /// <summary>The functions that the conversation runs, by name.</summary>
    public IReadOnlyDictionary<string, CallTool> Tools { get; init; } = new Dictionary<string, CallTool>();

    /// <summary>Puts an event into the session's stream.</summary>
    public required Action<ConversationEvent> Emit { get; init; }
}
