using Parley.Speech.OpenAi;

namespace Parley.Cli.Bundled;

/// <summary>Who thinks, listens and speaks, in words for a person to read.</summary>
/// <param name="Brain">The chat model.</param>
/// <param name="Transcription">The recogniser.</param>
/// <param name="Voice">The voice.</param>
/// <param name="IsBrainScripted">Whether there is no model, only a script.</param>
/// <param name="IsTranscriptionScripted">Whether there is no recogniser, only a script.</param>
internal sealed record SpeechInUse(string Brain, string Transcription, string Voice, bool IsBrainScripted, bool IsTranscriptionScripted)
{
    /// <summary>Reads it off the settings.</summary>
    public static SpeechInUse Read(OpenAiCompatibleOptions models) => new(
        Name(models.ChatModel, models) ?? "scripted (no chat model is configured)",
        Name(models.TranscriptionModel, models) ?? "scripted: knows the lines of the simulated callees and nothing else (no transcription is configured)",
        Name(models.SpeechModel, models) ?? "espeak-ng on this machine",
        models.ChatModel is null or "",
        models.TranscriptionModel is null or "");

    private static string? Name(string? model, OpenAiCompatibleOptions models) => model is { Length: > 0 } ? $"{model} at {models.BaseUrl}" : null;
}
