namespace Parley.Agents;

/// <summary>What a speech-to-speech model tells.</summary>
public abstract record SpeechToSpeechEvent
{
    private protected SpeechToSpeechEvent()
    {
    }

    /// <summary>The caller began to speak.</summary>
    public sealed record SpeechStarted : SpeechToSpeechEvent;

    /// <summary>The caller has finished.</summary>
    /// <param name="ItemId">What they said; <see cref="Heard"/> has the words, later.</param>
    public sealed record SpeechStopped(string? ItemId) : SpeechToSpeechEvent;

    /// <summary>Words of the caller's. Personal data.</summary>
    /// <param name="ItemId">What they said.</param>
    /// <param name="Text">The words that were added or, at the end, all of them.</param>
    /// <param name="IsFinal">Whether these are all.</param>
    public sealed record Heard(string ItemId, string Text, bool IsFinal) : SpeechToSpeechEvent;

    /// <summary>The response that was asked for begins.</summary>
    /// <param name="ResponseId">Its id.</param>
    public sealed record ResponseStarted(string ResponseId) : SpeechToSpeechEvent;

    /// <summary>More sound of the model's.</summary>
    /// <param name="ResponseId">The response.</param>
    /// <param name="ItemId">What it says.</param>
    /// <param name="Sound">In the session's format.</param>
    public sealed record Audio(string ResponseId, string ItemId, ReadOnlyMemory<byte> Sound) : SpeechToSpeechEvent;

    /// <summary>Words of the model's, which go with its sound. Personal data.</summary>
    /// <param name="ResponseId">The response.</param>
    /// <param name="ItemId">What it says.</param>
    /// <param name="Text">The words that were added or, at the end, all of them.</param>
    /// <param name="IsFinal">Whether these are all.</param>
    public sealed record Said(string ResponseId, string ItemId, string Text, bool IsFinal) : SpeechToSpeechEvent;

    /// <summary>The model calls a function; it counts once the response has completed.</summary>
    /// <param name="ResponseId">The response.</param>
    /// <param name="CallId">Its id, for the output.</param>
    /// <param name="Name">The function.</param>
    /// <param name="Arguments">As JSON. Personal data.</param>
    public sealed record FunctionCalled(string ResponseId, string CallId, string Name, string Arguments) : SpeechToSpeechEvent;

    /// <summary>The response is over.</summary>
    /// <param name="Ending">How.</param>
    /// <param name="Message">What went wrong, if something did.</param>
    public sealed record ResponseEnded(SpeechToSpeechEnding Ending, string? Message = null) : SpeechToSpeechEvent
    {
        /// <summary>What it cost, if the model told.</summary>
        public SpeechToSpeechUsage? Usage { get; init; }
    }

    /// <summary>Something went wrong, and the session goes on.</summary>
    /// <param name="Message">What.</param>
    public sealed record Failed(string Message) : SpeechToSpeechEvent;

    /// <summary>The connection is gone.</summary>
    /// <param name="Message">Why.</param>
    /// <param name="MayReconnect">Whether another one may well succeed.</param>
    public sealed record Disconnected(string Message, bool MayReconnect) : SpeechToSpeechEvent;
}

/// <summary>How a response ended.</summary>
public enum SpeechToSpeechEnding
{
    /// <summary>All was said, and called.</summary>
    Completed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It stopped before its end: too long, or filtered.</summary>
    Incomplete,

    /// <summary>It failed, or was refused.</summary>
    Failed,
}

/// <summary>What a response cost, in the model's tokens.</summary>
/// <param name="InputTokens">What it took, the conversation so far included.</param>
/// <param name="OutputTokens">What it gave.</param>
public sealed record SpeechToSpeechUsage(long InputTokens, long OutputTokens)
{
    /// <summary>How many of the input were remembered from before, which are cheaper.</summary>
    public long CachedTokens { get; init; }
}
