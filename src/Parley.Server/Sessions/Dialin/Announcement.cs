using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Audio.Resampling;

namespace Parley.Server.Sessions.Dialin;

/// <summary>Speaks a text to a caller, with the host's voice.</summary>
internal sealed partial class Announcement(IServiceProvider services, TimeProvider time, ILogger<Announcement> logger)
{
    /// <summary>How long a voice may take over a text; then the caller goes without.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The longest announcement; the rest is left out.</summary>
    private static readonly TimeSpan LongestWords = TimeSpan.FromMinutes(1);

    /// <summary>The text as sound at <see cref="HoldMusic.SampleRate"/>; none when the host has no voice, or that fails.</summary>
    /// <param name="text">What to say.</param>
    /// <param name="gone">Completes when nobody hears it any more.</param>
    public async Task<short[]> SpeakAsync(string text, Task gone)
    {
        using var enough = new CancellationTokenSource();
        using var late = new CancellationTokenSource();
        var speaking = SpeakAsync(text, enough.Token);
        await Waits.FirstAsync(speaking, Waits.FirstAsync(gone, Task.Delay(Longest, time, late.Token)));
        late.Cancel();
        if (speaking.IsCompleted)
        {
            return await speaking;
        }

        enough.Cancel();
        if (!gone.IsCompleted)
        {
            Log.TooSlow(logger, Longest.TotalSeconds);
        }

        return [];
    }

    private async Task<short[]> SpeakAsync(string text, CancellationToken cancellationToken)
    {
        var (samples, rate) = (new List<short>(), 0);
        try
        {
            await using var scope = services.CreateAsyncScope();
            if (scope.ServiceProvider.GetService<ITextToSpeech>() is not { } voice)
            {
                Log.NoVoice(logger);
                return [];
            }

            await foreach (var frame in voice.SynthesizeAsync(text, new TextToSpeechOptions(), cancellationToken))
            {
                rate = rate == 0 ? frame.SampleRate : rate;
                samples.AddRange(frame.SampleRate == rate ? frame.Samples.Span : Resampler.Convert(frame.Samples.Span, frame.SampleRate, rate));
                if (samples.Count > LongestWords.TotalSeconds * rate)
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // A voice that fails must not keep a caller waiting.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.NotSpoken(logger, fault);
            }

            return [];
        }

        return samples.Count == 0 ? [] : Resampler.Convert(samples.ToArray(), rate, HoldMusic.SampleRate);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A caller was to be told something, but the host has added no text-to-speech")]
        public static partial void NoVoice(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A caller was to be told something, but the voice took longer than {Seconds} s over it")]
        public static partial void TooSlow(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "What a caller was to be told could not be spoken")]
        public static partial void NotSpoken(ILogger logger, Exception fault);
    }
}
