using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Speech.ExtensionsAi;

/// <summary>A client as a recogniser.</summary>
[Experimental("MEAI001")]
internal sealed class ClientSpeechToText(ISpeechToTextClient client) : ISpeechToText
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, Parley.Agents.SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        if (!await RecordAsync(audio, file, cancellationToken))
        {
            yield break;
        }

        file.Position = 0;
        var (provisional, isFinal) = ("", false);
        var wishes = new Microsoft.Extensions.AI.SpeechToTextOptions { SpeechLanguage = options.Language, TextLanguage = options.Language };
        await foreach (var update in client.GetStreamingTextAsync(file, wishes, cancellationToken))
        {
            if (update.Kind == SpeechToTextResponseUpdateKind.Error)
            {
                throw new SpeechException(SpeechFailure.Unavailable, $"The recogniser {client.GetType().Name} failed: {update.Text}");
            }

            if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdated && update.Text.Trim() is { Length: > 0 } text)
            {
                isFinal = true;
                yield return new Transcript(text, IsFinal: true) { Language = options.Language };
            }
            else if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdating)
            {
                provisional += update.Text; // pieces; some clients send nothing else
            }
        }

        if (!isFinal && provisional.Trim() is { Length: > 0 } all)
        {
            yield return new Transcript(all, IsFinal: true) { Language = options.Language };
        }
    }

    private static async Task<bool> RecordAsync(IAsyncEnumerable<AudioFrame> audio, MemoryStream file, CancellationToken cancellationToken)
    {
        WavWriter? writer = null;
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            writer ??= new WavWriter(file, frame.SampleRate, leaveOpen: true);
            writer.Write(frame.Samples.Span);
        }

        writer?.Dispose();
        return writer is not null;
    }
}
