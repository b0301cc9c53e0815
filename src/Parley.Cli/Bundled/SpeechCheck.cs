using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Speech;

namespace Parley.Cli.Bundled;

/// <summary>Says at the start who thinks, listens and speaks, and tries the voice once, so that a missing one is known before the first call.</summary>
internal sealed partial class SpeechCheck(SpeechInUse speech, ITextToSpeech voice, ILogger<SpeechCheck> logger) : BackgroundService
{
    /// <summary>Speaks a word.</summary>
    /// <exception cref="SpeechException">There is no voice; the message says what to do about it.</exception>
    public static async Task TryAsync(ITextToSpeech voice, CancellationToken cancellationToken)
    {
        await foreach (var _ in voice.SynthesizeAsync("Hello.", new(), cancellationToken))
        {
            return;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.InUse(logger, speech.Brain, speech.Transcription, speech.Voice);
        try
        {
            await TryAsync(voice, stoppingToken);
        }
        catch (SpeechException exception)
        {
            Log.NoVoice(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Brain: {Brain}. Transcription: {Transcription}. Voice: {Voice}")]
        public static partial void InUse(ILogger logger, string brain, string transcription, string voice);

        [LoggerMessage(Level = LogLevel.Error, Message = "Agents cannot speak: {Trouble}")]
        public static partial void NoVoice(ILogger logger, string trouble);
    }
}
