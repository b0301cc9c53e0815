using Microsoft.Extensions.AI;

namespace Parley.Agents;

/// <summary>What a speech-to-speech model is told to do.</summary>
public abstract record SpeechToSpeechCommand
{
    private protected SpeechToSpeechCommand()
    {
    }

    /// <summary>Other instructions, tools or turns from now on. The voice stays once the model has spoken.</summary>
    public sealed record UpdateSession(SpeechToSpeechSetup Setup) : SpeechToSpeechCommand;

    /// <summary>Says what was written or said: of the other side, of the bot, or of the system. It is not answered by itself.</summary>
    /// <param name="Role">Whose words.</param>
    /// <param name="Text">The words.</param>
    public sealed record AddMessage(ChatRole Role, string Text) : SpeechToSpeechCommand;

    /// <summary>Says that the model called a function, in a session before this one.</summary>
    /// <param name="CallId">The call.</param>
    /// <param name="Name">The function.</param>
    /// <param name="Arguments">As JSON.</param>
    public sealed record AddFunctionCall(string CallId, string Name, string Arguments) : SpeechToSpeechCommand;

    /// <summary>Says what came of a function. It is not answered by itself.</summary>
    /// <param name="CallId">The call.</param>
    /// <param name="Output">The result.</param>
    public sealed record AddFunctionOutput(string CallId, string Output) : SpeechToSpeechCommand;

    /// <summary>Has the model speak. One response at a time: the next one is asked for when this one has ended.</summary>
    public sealed record CreateResponse : SpeechToSpeechCommand
    {
        /// <summary>What to do in this response only; <see langword="null"/> for the session's instructions.</summary>
        public string? Instructions { get; init; }

        /// <summary>Whether it may call functions.</summary>
        public bool MayCallFunctions { get; init; } = true;
    }

    /// <summary>Ends a response where it is.</summary>
    /// <param name="ResponseId">Which.</param>
    public sealed record CancelResponse(string ResponseId) : SpeechToSpeechCommand;

    /// <summary>Has the model forget what was not heard of its words.</summary>
    /// <param name="ItemId">What it said.</param>
    /// <param name="AudioEnd">How much of its sound was played.</param>
    public sealed record TruncateItem(string ItemId, TimeSpan AudioEnd) : SpeechToSpeechCommand;

    /// <summary>Has the model forget words of which nothing was heard.</summary>
    /// <param name="ItemId">What it said.</param>
    public sealed record DeleteItem(string ItemId) : SpeechToSpeechCommand;
}
