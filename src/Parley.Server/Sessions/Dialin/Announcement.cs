using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Audio.Resampling;

namespace Parley.Server.Sessions.Dialin;

/// <summary>Speaks a text to a caller, with the host's voice.</summary>
internal sealed partial class Announcement(IServiceProvider services, ILogger<Announcement> logger)
{
    /// <summary>The text as sound at <see cref="HoldMusic.SampleRate"/>; none when the host has no voice, or that fails.</summary>
    public async Task<short[]> SpeakAsync(string text, CancellationToken cancellationToken)
    {
        if (services.GetService<ITextToSpeech>() is not { } voice)
        {
            Log.NoVoice(logger);
            return [];
        }

        var samples = new List<short>();
        try
        {
            await foreach (var frame in voice.SynthesizeAsync(text, new TextToSpeechOptions(), cancellationToken))
            {
                samples.AddRange(frame.SampleRate == HoldMusic.SampleRate ? frame.Samples.Span : Resampler.Convert(frame.Samples.Span, frame.SampleRate, HoldMusic.SampleRate));
            }
        }
#pragma warning disable CA1031 // A voice that fails must not keep a caller waiting.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotSpoken(logger, fault);
        }

        return [.. samples];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A caller was to be told something, but the host has added no text-to-speech")]
        public static partial void NoVoice(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "What a caller was to be told could not be spoken")]
        public static partial void NotSpoken(ILogger logger, Exception fault);
    }
}
