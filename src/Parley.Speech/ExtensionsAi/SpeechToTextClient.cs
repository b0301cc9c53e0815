using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Speech.ExtensionsAi;

/// <summary>A recogniser as a client.</summary>
[Experimental("MEAI001")]
internal sealed class SpeechToTextClient(ISpeechToText recogniser) : ISpeechToTextClient
{
    /// <inheritdoc/>
    public Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, Microsoft.Extensions.AI.SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        FinalAsync(GetStreamingTextAsync(audioSpeechStream, options, cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, Microsoft.Extensions.AI.SpeechToTextOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        using var file = new MemoryStream();
        await audioSpeechStream.CopyToAsync(file, cancellationToken);
        var sound = Read(file, options?.SpeechSampleRate);
        var wishes = new Parley.Agents.SpeechToTextOptions { Language = options?.SpeechLanguage };
        await foreach (var transcript in recogniser.TranscribeAsync(FramesAsync(sound), wishes, cancellationToken))
        {
            yield return new SpeechToTextResponseUpdate(transcript.Text)
            {
                Kind = transcript.IsFinal ? SpeechToTextResponseUpdateKind.TextUpdated : SpeechToTextResponseUpdateKind.TextUpdating,
                EndTime = transcript.Until,
                RawRepresentation = transcript,
            };
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(recogniser) ? recogniser : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The recogniser is the caller's.
    }

    private static async Task<SpeechToTextResponse> FinalAsync(IAsyncEnumerable<SpeechToTextResponseUpdate> updates)
    {
        List<string> texts = [];
        TimeSpan? end = null;
        await foreach (var update in updates)
        {
            if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdated)
            {
                texts.Add(update.Text);
                end = update.EndTime ?? end;
            }
        }

        return new SpeechToTextResponse(string.Join(' ', texts)) { EndTime = end };
    }

    private static AudioFrame Read(MemoryStream file, int? sampleRate)
    {
        file.Position = 0;
        if (WavFile.TryRead(file, out var sound, out var error))
        {
            return sound;
        }

        return sampleRate is { } rate
            ? new AudioFrame(PcmBytes.ToSamples(file.GetBuffer().AsSpan(0, (int)file.Length)), rate)
            : throw new SpeechException(SpeechFailure.Refused, $"This is no WAV file that can be heard ({error}), and for bare samples SpeechSampleRate is missing.");
    }

    private static async IAsyncEnumerable<AudioFrame> FramesAsync(AudioFrame sound)
    {
        await Task.CompletedTask;
        var step = sound.SampleRate / 50;
        for (var i = 0; i < sound.Samples.Length; i += step)
        {
            yield return sound with { Samples = sound.Samples[i..Math.Min(i + step, sound.Samples.Length)] };
        }
    }
}
