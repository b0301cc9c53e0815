using Parley.Agents;
using Parley.Audio;
using Parley.Speech.OpenAi;

namespace Parley.Speech.AzureOpenAi;

/// <summary>A voice among a resource's deployments: its samples are handed on while they come.</summary>
public sealed class AzureOpenAiTextToSpeech : ITextToSpeech
{
    private readonly OpenAiTextToSpeech _voice;

    internal AzureOpenAiTextToSpeech(AzureOpenAiConnection connection) => _voice = new(connection.Way);

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the server failed; the message says what to do.</exception>
    public IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken) =>
        _voice.SynthesizeAsync(text, options, cancellationToken);
}
