using Microsoft.Extensions.AI;
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

    internal bool AllowsHangUp { get; private set; }

    internal AnswerDetectionOptions? AnswerDetection { get; private set; }

    internal VoiceActivityOptions VoiceActivity { get; private set; } = new();

    internal Func<int, IVoiceActivityDetector>? VoiceActivityDetector { get; private set; }

    internal ConversationOptions Options { get; private set; } = new();

    /// <summary>Who writes down what the other side says.</summary>
    public ConversationBuilder UseSpeechToText(ISpeechToText speechToText)
    {
        SpeechToText = speechToText;
        return this;
    }

    /// <summary>Who decides what to say. Tools are called by the client itself (<c>UseFunctionInvocation</c>).</summary>
    public ConversationBuilder UseChatClient(IChatClient chatClient, ChatOptions? options = null)
    {
        (ChatClient, ChatOptions) = (chatClient, options);
        return this;
    }

    /// <summary>Gives the model a tool, <c>end_call</c>, that hangs up once what it says has been played.</summary>
    public ConversationBuilder AllowHangUp()
    {
        AllowsHangUp = true;
        return this;
    }

    /// <summary>Who speaks.</summary>
    public ConversationBuilder UseTextToSpeech(ITextToSpeech textToSpeech)
    {
        TextToSpeech = textToSpeech;
        return this;
    }

    /// <summary>Finds out from sound who answered, holds all speech until then, and leaves the message on machines.</summary>
    public ConversationBuilder UseAnswerDetection(AnswerDetectionOptions? options = null)
    {
        AnswerDetection = options ?? new();
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

    /// <summary>How the conversation behaves: who speaks first, greeting, idle prompts.</summary>
    public ConversationBuilder WithOptions(ConversationOptions options)
    {
        Options = options;
        return this;
    }

    /// <summary>Makes the conversation. It begins with <see cref="Conversation.StartAsync"/>, or when given to <see cref="AgentSession.RunAsync"/>.</summary>
    public Conversation Build() => new(_session, _participantId, this);
}
