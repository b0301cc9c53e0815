using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio.Wav;

namespace Parley.Speech.ExtensionsAi;

/// <summary>A voice as a client.</summary>
[Experimental("MEAI001")]
internal sealed class TextToSpeechClient(ITextToSpeech voice) : ITextToSpeechClient
{
    /// <inheritdoc/>
    public async Task<TextToSpeechResponse> GetAudioAsync(
        string text, Microsoft.Extensions.AI.TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var file = new MemoryStream();
        WavWriter? writer = null;
        await foreach (var frame in voice.SynthesizeAsync(text, Wishes(options), cancellationToken))
        {
            writer ??= new WavWriter(file, frame.SampleRate, leaveOpen: true);
            writer.Write(frame.Samples.Span);
        }

        writer?.Dispose();
        return new TextToSpeechResponse(writer is null ? [] : [new DataContent(file.ToArray(), "audio/wav")]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, Microsoft.Extensions.AI.TextToSpeechOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        await foreach (var frame in voice.SynthesizeAsync(text, Wishes(options), cancellationToken))
        {
            yield return new TextToSpeechResponseUpdate([new DataContent(PcmBytes.From(frame.Samples.Span), $"audio/pcm;rate={frame.SampleRate}")])
            {
                Kind = TextToSpeechResponseUpdateKind.AudioUpdating,
            };
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(voice) ? voice : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The voice is the caller's.
    }

    private static Parley.Agents.TextToSpeechOptions Wishes(Microsoft.Extensions.AI.TextToSpeechOptions? options) =>
        new() { Voice = options?.VoiceId, Language = options?.Language, Speed = options?.Speed ?? 1 };
}
