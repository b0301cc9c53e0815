using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Speech.ExtensionsAi;

/// <summary>A client as a voice.</summary>
[Experimental("MEAI001")]
internal sealed class ClientTextToSpeech(ITextToSpeechClient client, int sampleRate) : ITextToSpeech
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, Parley.Agents.TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        var wishes = new Microsoft.Extensions.AI.TextToSpeechOptions
        {
            AudioFormat = "pcm",
            VoiceId = options.Voice,
            Language = options.Language,
            Speed = options.Speed is 1 ? null : (float)options.Speed,
        };
        byte[] half = [];
        using var file = new MemoryStream();
        await foreach (var update in client.GetStreamingAudioAsync(text, wishes, cancellationToken))
        {
            foreach (var sound in update.Contents.OfType<DataContent>())
            {
                switch (Rate(sound.MediaType))
                {
                    case null:
                        file.Write(sound.Data.Span);
                        break;
                    case { } rate:
                        byte[] bytes = [.. half, .. sound.Data.Span];
                        half = bytes.Length % 2 == 1 ? [bytes[^1]] : [];
                        if (bytes.Length > 1)
                        {
                            yield return new AudioFrame(PcmBytes.ToSamples(bytes), rate);
                        }

                        break;
                }
            }
        }

        if (file.Length > 0)
        {
            file.Position = 0;
            yield return WavFile.TryRead(file, out var whole, out var error)
                ? whole
                : throw new SpeechException(SpeechFailure.BadAnswer, $"The voice {client.GetType().Name} sent a WAV file that cannot be played: {error}");
        }
    }

    /// <summary>The rate of bare samples; <see langword="null"/> for a WAV file.</summary>
    private int? Rate(string mediaType)
    {
        var known = MediaTypeHeaderValue.TryParse(mediaType, out var parsed) ? parsed : null;
        return known?.MediaType?.ToLowerInvariant() switch
        {
            "audio/wav" or "audio/x-wav" or "audio/wave" => null,
            "audio/pcm" or "audio/x-pcm" or "audio/raw" =>
                int.TryParse(known.Parameters.FirstOrDefault(p => p.Name == "rate")?.Value, CultureInfo.InvariantCulture, out var rate) && rate is >= 4_000 and <= 192_000
                    ? rate
                    : sampleRate,
            _ => throw new SpeechException(SpeechFailure.BadAnswer, $"The voice {client.GetType().Name} sent {mediaType}, although samples (pcm) were asked for."),
        };
    }
}
