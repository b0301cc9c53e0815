namespace Parley.Agents;

/// <summary>How a conversation behaves. Durations are of call time.</summary>
public sealed record ConversationOptions
{
    /// <summary>
    /// Who speaks first. Where the callee does, all speech of the bot is held until the callee has spoken, or an answer detector has
    /// judged.
    /// </summary>
    public FirstSpeaker FirstSpeaker { get; init; } = FirstSpeaker.Agent;

    /// <summary>The bot's first words, prepared before they are due; <see langword="null"/> leaves them to the chat model.</summary>
    public string? Greeting { get; init; }

    /// <summary>How long to wait for a callee who should speak first before the bot speaks anyway.</summary>
    public TimeSpan FirstSpeechTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the other side may speak into the bot's turns.</summary>
    public bool AllowInterruptions { get; init; } = true;

    /// <summary>
    /// Whether the bot's own voice, when the line gives it back, is kept from turns, recogniser and answer detection. Somebody who speaks into the
    /// echo is heard.
    /// </summary>
    public bool SuppressEcho { get; init; } = true;

    /// <summary>How long to wait for a recogniser after the end of a turn.</summary>
    public TimeSpan TranscriptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nobody may speak before the other side is prompted; <see langword="null"/> for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is said then.</summary>
    public string IdlePrompt { get; init; } = "Are you still there?";

    /// <summary>How many prompts in a row go unanswered before the call is ended.</summary>
    public int MaxIdlePrompts { get; init; } = 2;

    /// <summary>The last words to somebody who does not answer the prompts.</summary>
    public string IdleGoodbye { get; init; } = "I cannot hear you, so I will hang up now. Goodbye.";

    /// <summary>What is said while a tool of the model takes its time; <see langword="null"/> for nothing.</summary>
    public FillerOptions? Fillers { get; init; }

    /// <summary>
    /// Whether the model begins its reply to words that the recogniser still thinks about, once the speaker pauses. It is said only if the final words are
    /// the same, and no tool is called before. Sooner first words for more model use. Tools must be those of the conversation's own options.
    /// </summary>
    public bool PreemptiveReplies { get; init; }

    /// <summary>Silence between the last sample of a goodbye and the hang-up, so that the far end's jitter buffer has played it.</summary>
    public TimeSpan HangUpTail { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Language and vocabulary for the recogniser.</summary>
    public SpeechToTextOptions SpeechToText { get; init; } = new();

    /// <summary>The voice.</summary>
    public TextToSpeechOptions TextToSpeech { get; init; } = new();
}

/// <summary>Who speaks first.</summary>
public enum FirstSpeaker
{
    /// <summary>The agent, as soon as it has its line: usual for calls that come in.</summary>
    Agent,

    /// <summary>The other side: usual for calls that go out, since whoever answers says hello.</summary>
    Callee,
}
