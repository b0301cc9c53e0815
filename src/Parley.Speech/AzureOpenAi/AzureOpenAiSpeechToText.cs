using Parley.Agents;
using Parley.Audio;
using Parley.Speech.OpenAi;

namespace Parley.Speech.AzureOpenAi;

/// <summary>A recogniser among a resource's deployments: sends a turn as a WAV file once it is over.</summary>
public sealed class AzureOpenAiSpeechToText : ISpeechToText
{
    private readonly OpenAiSpeechToText _recogniser;

    internal AzureOpenAiSpeechToText(AzureOpenAiConnection connection) => _recogniser = new(connection.Way);

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the server failed; the message says what to do.</exception>
    public IAsyncEnumerable<Transcript> TranscribeAsync(IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, CancellationToken cancellationToken) =>
        _recogniser.TranscribeAsync(audio, options, cancellationToken);
}
