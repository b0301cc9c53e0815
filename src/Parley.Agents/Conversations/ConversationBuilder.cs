using Microsoft.Extensions.AI;
using Parley.Agents.Turns;
using Parley.Audio.Vad;

namespace Parley.Agents;

/// <summary>Describes a conversation: who listens, thinks and speaks. Each seam may be left out.</summary>
public sealed class ConversationBuilder
{
    private readonly AgentSession _session;
    private readonly string? _participantId;

    internal ConversationBuilder(AgentSession session, string? participantId) => (_session, _participantId) = (session, participantId);

    internal ISpeechToText? SpeechToText { get; private set; }

    internal ITextToSpeech? TextToSpeech { get; private set; }

    internal IChatClient? ChatClient { get; private set; }

    internal ChatOptions? ChatOptions { get; private set; }

    internal ISpeechToSpeech? SpeechToSpeech { get; private set; }

    internal SpeechToSpeechOptions SpeechToSpeechOptions { get; private set; } = new();

    internal bool Answers { get; private set; } = true;

    internal List<Func<Conversation, IEnumerable<CallTool>>> Tools { get; } = [];

    internal IvrOptions? Navigation { get; private set; }

    internal AnsweringOptions? Answering { get; private set; }

    internal Func<int, IAnswerListener>? AnswerListener { get; private set; }

    internal VoiceActivityOptions VoiceActivity { get; private set; } = new();

    internal Func<int, IVoiceActivityDetector>? VoiceActivityDetector { get; private set; }

    internal TurnOptions Turns { get; private set; } = new();

    internal RecordingConsent? Consent { get; private set; }

    internal ConversationOptions Options { get; private set; } = new();

    /// <summary>Who writes down what the other side says.</summary>
    public ConversationBuilder UseSpeechToText(ISpeechToText speechToText)
    {
        SpeechToText = speechToText;
        return this;
    }

    /// <summary>
    /// Who decides what to say. Functions of its options are run by the client (<c>UseFunctionInvocation</c>), or else by the conversation, as those of
    /// <see cref="UseTools(AIFunction[])"/> are.
    /// </summary>
    public ConversationBuilder UseChatClient(IChatClient chatClient, ChatOptions? options = null)
    {
        (ChatClient, ChatOptions) = (chatClient, options);
        return this;
    }

    /// <summary>
    /// A model that hears, decides and speaks by itself, in place of recogniser, chat client and voice. It also tells when the other side begins and ends its turns, so that
    /// <see cref="UseTurns"/> counts for mutes only. Texts that are given (a greeting, a message for machines, a goodbye) are said by it too, unless
    /// <see cref="UseTextToSpeech"/> has a voice for them. Without a greeting it begins by itself.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What it is to be. Its functions are those of <see cref="UseTools(AIFunction[])"/>.</param>
    public ConversationBuilder UseSpeechToSpeech(ISpeechToSpeech model, SpeechToSpeechOptions? options = null)
    {
        (SpeechToSpeech, SpeechToSpeechOptions) = (model, options ?? new());
        return this;
    }

    /// <summary>Gives the model a tool, <c>end_call</c>, that hangs up once what it says has been played.</summary>
    public ConversationBuilder AllowHangUp() => UseTools(conversation => [CallTools.EndCall(conversation)]);

    /// <summary>Functions that the model may call. The conversation runs them, and knows what to do with one when the other side speaks meanwhile.</summary>
    public ConversationBuilder UseTools(params AIFunction[] functions) => UseTools(new ToolOptions(), functions);

    /// <summary>Functions that the model may call.</summary>
    /// <param name="options">How they are run.</param>
    /// <param name="functions">The functions.</param>
    public ConversationBuilder UseTools(ToolOptions options, params AIFunction[] functions) =>
        UseTools(_ => functions.Select(function => new CallTool(function, options)));

    /// <summary>Functions that act on the call, such as those of <see cref="CallTools"/>.</summary>
    /// <param name="make">Makes them for the conversation that is built.</param>
    public ConversationBuilder UseTools(Func<Conversation, IEnumerable<CallTool>> make)
    {
        Tools.Add(make);
        return this;
    }

    /// <summary>Who speaks.</summary>
    public ConversationBuilder UseTextToSpeech(ITextToSpeech textToSpeech)
    {
        TextToSpeech = textToSpeech;
        return this;
    }

    /// <summary>
    /// Finds its way through a phone menu first: the model, or a recorded route, presses keys and is silent, until a person is there. The model then answers them with
    /// its own instructions. A greeting would be said to the menu: leave it out.
    /// </summary>
    public ConversationBuilder UseIvrNavigation(IvrOptions options)
    {
        Navigation = options;
        return this;
    }

    /// <summary>Finds out from sound who answered, holds all speech until then, and leaves the message on machines.</summary>
    public ConversationBuilder UseAnswerDetection(AnsweringOptions? options = null)
    {
        Answering = options ?? new();
        return this;
    }

    /// <summary>When somebody counts as speaking, and when a turn is over.</summary>
    /// <param name="options">The windows.</param>
    /// <param name="detector">Makes a detector for a sample rate in Hz; <see langword="null"/> for the built-in one.</param>
    public ConversationBuilder UseVoiceActivity(VoiceActivityOptions options, Func<int, IVoiceActivityDetector>? detector = null)
    {
        (VoiceActivity, VoiceActivityDetector) = (options, detector);
        return this;
    }

    /// <summary>What begins and ends a turn of the other side, and what is nothing.</summary>
    public ConversationBuilder UseTurns(TurnOptions options)
    {
        Turns = options;
        return this;
    }

    /// <summary>Announces that the call is recorded, or asks for consent, before the greeting.</summary>
    public ConversationBuilder UseRecordingConsent(RecordingConsent consent)
    {
        Consent = consent;
        return this;
    }

    /// <summary>How the conversation behaves: who speaks first, greeting, idle prompts.</summary>
    public ConversationBuilder WithOptions(ConversationOptions options)
    {
        Options = options;
        return this;
    }

    /// <summary>
    /// Makes the conversation. It begins with <see cref="Conversation.StartAsync"/>, or when given to
    /// <see cref="AgentSession.RunAsync"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The parts do not fit together.</exception>
    public Conversation Build()
    {
        if (SpeechToSpeech is not null && (ChatClient is not null || SpeechToText is not null))
        {
            throw new InvalidOperationException("A speech-to-speech model hears and decides by itself: leave UseSpeechToText and UseChatClient out.");
        }

        if (TextToSpeech is null && SpeechToSpeech is null && (ChatClient is not null || Options.Greeting is not null || Answering?.VoicemailMessage is not null))
        {
            throw new InvalidOperationException("The conversation has words to say but no voice: call UseTextToSpeech.");
        }

        if (Answering is not null && _participantId is null)
        {
            throw new InvalidOperationException("Answer detection listens to one call leg: create the conversation with its participant's id.");
        }

        if (Navigation is not null && (ChatClient is null || SpeechToText is null || _participantId is null || Options.Greeting is not null))
        {
            throw new InvalidOperationException("Menus are navigated by one call leg with a chat client and a recogniser, and without a greeting.");
        }

        return new(_session, _participantId, this);
    }

    /// <summary>It answers nothing by itself.</summary>
    internal ConversationBuilder SaysOnlyWhatItIsTold()
    {
        Answers = false;
        return this;
    }

    /// <summary>Listens for the answer in another way; for tests.</summary>
    internal ConversationBuilder UseAnswerListener(AnsweringOptions options, Func<int, IAnswerListener> listener)
    {
        (Answering, AnswerListener) = (options, listener);
        return this;
    }
}
