using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Speech.OpenAi;

/// <summary>A recogniser behind <c>/audio/transcriptions</c>: sends a turn as a WAV file once it is over.</summary>
public sealed class OpenAiSpeechToText : ISpeechToText
{
    private readonly OpenAiConnection _connection;

    internal OpenAiSpeechToText(OpenAiConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio,
        SpeechToTextOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await RecordAsync(audio, cancellationToken) is not { } wav)
        {
            yield break;
        }

        _connection.Usage.CountRequest();
        var answer = await RecogniseAsync(wav, options, cancellationToken);
        if (answer.Text?.Trim() is { Length: > 0 } text)
        {
            yield return new Transcript(text, IsFinal: true) { Language = options.Language };
        }
    }

    private async Task<byte[]?> RecordAsync(IAsyncEnumerable<AudioFrame> audio, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        WavWriter? writer = null;
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            writer ??= new WavWriter(file, frame.SampleRate, leaveOpen: true);
            writer.Write(frame.Samples.Span);
            _connection.Usage.CountSound(frame.Duration);
        }

        writer?.Dispose();
        return writer is null ? null : file.ToArray();
    }

    private async Task<TranscriptionAnswer> RecogniseAsync(byte[] wav, SpeechToTextOptions options, CancellationToken cancellationToken)
    {
        using var patience = _connection.StartPatience(cancellationToken);
        return await patience.GuardAsync(async token =>
        {
            using var form = Form(wav, options);
            using var response = await _connection.PostAsync("audio/transcriptions", form, token);
            try
            {
                return await response.Content.ReadFromJsonAsync(OpenAiJson.Default.TranscriptionAnswer, token) is { Text: not null } answer
                    ? answer
                    : throw new JsonException("it holds no text");
            }
            catch (JsonException exception)
            {
                throw new SpeechException(SpeechFailure.BadAnswer, $"The transcription server did not answer {{\"text\": ...}}: {exception.Message}", exception);
            }
        });
    }

    private MultipartFormDataContent Form(byte[] wav, SpeechToTextOptions options)
    {
        var file = new ByteArrayContent(wav);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        var form = new MultipartFormDataContent
        {
            { file, "file", "turn.wav" },
            { new StringContent(_connection.Options.TranscriptionModel!), "model" },
            { new StringContent("json"), "response_format" },
        };
        if (options.Language is { Length: > 0 } language)
        {
            form.Add(new StringContent(language.Split('-')[0]), "language");
        }

        if (options.Vocabulary.Count > 0)
        {
            form.Add(new StringContent(string.Join(", ", options.Vocabulary)), "prompt");
        }

        return form;
    }
}
