using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Pcm;

namespace Parley.Speech.OpenAi;

/// <summary>A voice behind <c>/audio/speech</c>: asks for bare samples and hands them on while they come.</summary>
public sealed class OpenAiTextToSpeech : ITextToSpeech
{
    private const int PcmSampleRate = 24_000;
    private readonly OpenAiConnection _connection;

    internal OpenAiTextToSpeech(OpenAiConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text,
        TextToSpeechOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        _connection.Usage.CountRequest(text.Length);
        using var patience = _connection.StartPatience(cancellationToken);
        using var response = await patience.GuardAsync(token => PostAsync(text, options, token));
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var sampleRate = await patience.GuardAsync(token => ReadSampleRateAsync(response, body, token));

        await using var frames = PcmStream.ReadFramesAsync(body, sampleRate, patience.Token).GetAsyncEnumerator(patience.Token);
        while (await patience.GuardAsync(_ => frames.MoveNextAsync().AsTask()))
        {
            _connection.Usage.CountSound(frames.Current.Duration);
            yield return frames.Current;
        }
    }

    private Task<HttpResponseMessage> PostAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken)
    {
        var request = new SpeechRequest(
            _connection.Options.SpeechModel!, text, options.Voice ?? _connection.Options.Voice, "pcm", options.Speed is 1 ? null : options.Speed);
        return _connection.PostAsync("audio/speech", JsonContent.Create(request, OpenAiJson.Default.SpeechRequest), cancellationToken);
    }

    /// <summary>Some servers put a WAV head before the samples although none was asked for; others send what cannot be played.</summary>
    private static async Task<int> ReadSampleRateAsync(HttpResponseMessage response, Stream body, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType switch
        {
            "audio/wav" or "audio/x-wav" or "audio/wave" => await WaveStreamHeader.TryReadAsync(body, cancellationToken)
                ?? throw new SpeechException(SpeechFailure.BadAnswer, "The speech server sent a WAV file that is not 16-bit mono."),
            "audio/mpeg" or "audio/ogg" or "audio/aac" or "audio/flac" or "application/json" or "text/html" =>
                throw new SpeechException(SpeechFailure.BadAnswer, $"The speech server sent {response.Content.Headers.ContentType.MediaType}, although samples (pcm) were asked for."),
            _ => PcmSampleRate,
        };
}
