using Parley.Agents;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>What the protocol's events mean. One for each connection: a function's name comes before its arguments.</summary>
internal sealed class RealtimeEvents
{
    private readonly Dictionary<string, RealtimeMessage> _calls = [];

    /// <summary>Translates an event.</summary>
    /// <param name="message">The event; any but <c>error</c> and <c>response.done</c>.</param>
    /// <param name="told">What it means; <see langword="null"/> when it is of no concern, or not known.</param>
    /// <returns><see langword="false"/> when it lacks what it must have.</returns>
    public bool TryTranslate(RealtimeMessage message, out SpeechToSpeechEvent? told)
    {
        told = null;
        switch (message.Type)
        {
            case "input_audio_buffer.speech_started":
                told = new SpeechToSpeechEvent.SpeechStarted();
                return true;
            case "input_audio_buffer.speech_stopped":
                told = new SpeechToSpeechEvent.SpeechStopped(message.ItemId);
                return true;
            case "conversation.item.input_audio_transcription.delta" or "conversation.item.input_audio_transcription.completed":
                told = message is { ItemId: { } heard, Text: { } words } ? new SpeechToSpeechEvent.Heard(heard, words, IsFinal: message.Type.EndsWith("completed", StringComparison.Ordinal)) : null;
                return told is not null;
            case "conversation.item.input_audio_transcription.failed":
                told = new SpeechToSpeechEvent.Failed($"The words of what was heard could not be had: {message.Error.Message ?? "it was not said why"}");
                return true;
            case "response.created":
                told = message.ResponseId is { } begun ? new SpeechToSpeechEvent.ResponseStarted(begun) : null;
                return told is not null;
            case "response.output_item.added" when message is { ItemId: { } id, Name: not null }:
                _calls[id] = message;
                return true;
            case "response.output_audio.delta":
                told = ReadAudio(message);
                return told is not null;
            case "response.output_audio_transcript.delta" or "response.output_audio_transcript.done":
                told = message is { ItemId: { } item, ResponseId: { } response, Text: { } text }
                    ? new SpeechToSpeechEvent.Said(response, item, text, IsFinal: message.Type.EndsWith("done", StringComparison.Ordinal))
                    : null;
                return told is not null;
            case "response.function_call_arguments.done":
                told = ReadCall(message);
                return told is not null;
            default:
                return true; // Of no concern, or of a later version.
        }
    }

    /// <summary>A response is over.</summary>
    /// <param name="message">A <c>response.done</c>.</param>
    /// <param name="trouble">What went wrong, if something did.</param>
    public static SpeechToSpeechEvent.ResponseEnded End(RealtimeMessage message, string? trouble)
    {
        var ending = message.Status switch
        {
            "cancelled" => SpeechToSpeechEnding.Cancelled,
            "incomplete" => SpeechToSpeechEnding.Incomplete,
            "failed" => SpeechToSpeechEnding.Failed,
            _ => SpeechToSpeechEnding.Completed,
        };
        return new(ending, trouble)
        {
            Usage = message.Tokens is { } tokens ? new(tokens.Input, tokens.Output) { CachedTokens = tokens.Cached } : null,
        };
    }

    private static SpeechToSpeechEvent.Audio? ReadAudio(RealtimeMessage message)
    {
        if (message is not { ItemId: { } item, ResponseId: { } response, Text: { } data })
        {
            return null;
        }

        var sound = new byte[data.Length];
        return Convert.TryFromBase64String(data, sound, out var length) ? new(response, item, sound.AsMemory(0, length)) : null;
    }

    private SpeechToSpeechEvent.FunctionCalled? ReadCall(RealtimeMessage message)
    {
        var begun = message.ItemId is { } item && _calls.Remove(item, out var found) ? found : null;
        return (message.ResponseId, message.CallId ?? begun?.CallId, message.Name ?? begun?.Name, message.Text) is ({ } response, { } call, { } name, { } arguments)
            ? new(response, call, name, arguments)
            : null;
    }
}
