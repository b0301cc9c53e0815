namespace Parley.Agents.Turns;

/// <summary>A model or a speech engine failed.</summary>
/// <param name="source">Which: as in <see cref="ConversationError.Source"/>.</param>
/// <param name="cause">What it threw.</param>
internal sealed class TurnFailure(string source, Exception cause) : Exception(cause.Message, cause)
{
    public const string Chat = "chat";
    public const string TextToSpeech = "text-to-speech";
    public const string Playback = "playback";
    public const string SpeechToSpeech = "speech-to-speech";
    public const string SpeechToText = "speech-to-text";

    public string Engine { get; } = source;
}
